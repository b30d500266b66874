import { z } from 'zod';
import { repeated, schemaProblems } from './problems.js';

const text = z.string().min(1);
const duration = z.string().regex(/^(?:\d+(?:ms|[smhdwy]))+$/, 'is no duration');
const labelName = z.string().regex(/^[A-Za-z_]\w*$/);
const dnsDiscovery = z.strictObject({
  names: z.array(text).min(1),
  type: z.enum(['A', 'AAAA', 'SRV', 'MX', 'NS']),
  port: z.int().min(1).max(65_535),
  refresh_interval: duration.optional(),
});
const relabel = z.strictObject({
  source_labels: z.array(labelName).optional(),
  separator: z.string().optional(),
  target_label: labelName.optional(),
  regex: text.optional(),
  replacement: z.string().optional(),
  action: z
    .enum(['replace', 'keep', 'drop', 'labelmap', 'labeldrop', 'labelkeep', 'lowercase', 'uppercase'])
    .optional(),
});
const scrape = z.strictObject({
  job_name: text,
  scrape_interval: duration.optional(),
  scrape_timeout: duration.optional(),
  metrics_path: z.string().startsWith('/').optional(),
  scheme: z.enum(['http', 'https']).optional(),
  honor_labels: z.boolean().optional(),
  dns_sd_configs: z.array(dnsDiscovery).min(1),
  relabel_configs: z.array(relabel).optional(),
  metric_relabel_configs: z.array(relabel).optional(),
});

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/ */
export const prometheusSchema = z.strictObject({
  global: z.strictObject({
    scrape_interval: duration,
    scrape_timeout: duration.optional(),
    evaluation_interval: duration,
    external_labels: z.record(labelName, z.string()).optional(),
  }),
  rule_files: z.array(text).min(1),
  alerting: z.strictObject({
    alertmanagers: z.array(z.strictObject({ dns_sd_configs: z.array(dnsDiscovery).min(1) })).min(1),
  }),
  scrape_configs: z.array(scrape).min(1),
});

/** https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/ */
export const alertRulesSchema = z.strictObject({
  groups: z
    .array(
      z.strictObject({
        name: text,
        interval: duration.optional(),
        rules: z
          .array(
            z.strictObject({
              alert: z.string().regex(/^[A-Z]\w*$/),
              expr: text,
              for: duration.optional(),
              keep_firing_for: duration.optional(),
              labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
              // What is the matter, and what to do: an alert without the second wakes somebody up for nothing.
              annotations: z.strictObject({ summary: text, action: text }),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});

/** What Prometheus' configuration is held against. */
export interface Surroundings {
  readonly listens: (service: string, port: number) => boolean;
  /** Whether Prometheus finds a file that matches, relative to the folder of its configuration. */
  readonly finds: (pattern: string) => boolean;
}

/** What is wrong with Prometheus' configuration. */
export function prometheusProblems(value: unknown, { listens, finds }: Surroundings): readonly string[] {
  const parsed = prometheusSchema.safeParse(value);
  if (!parsed.success) return schemaProblems(prometheusSchema, value);
  const { rule_files, alerting, scrape_configs } = parsed.data;
  const discoveries = [...alerting.alertmanagers, ...scrape_configs].flatMap(({ dns_sd_configs }) => dns_sd_configs);
  return [
    ...repeated(scrape_configs.map(({ job_name }) => job_name)).map((name) => `two jobs are called ${name}`),
    ...rule_files.filter((pattern) => !finds(pattern)).map((pattern) => `no file is mounted at ${pattern}`),
    ...discoveries.flatMap(({ names, port }) =>
      names.filter((name) => !listens(name, port)).map((name) => `no service listens at ${name}:${String(port)}`),
    ),
  ];
}

/** What is wrong with a file of alert rules; whether its queries make sense is for `promtool` to say. */
export function alertRulesProblems(value: unknown): readonly string[] {
  const parsed = alertRulesSchema.safeParse(value);
  if (!parsed.success) return schemaProblems(alertRulesSchema, value);
  const names = parsed.data.groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  return repeated(names).map((name) => `two alerts are called ${name}`);
}
