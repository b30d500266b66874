import { z } from 'zod';
import { repeated, schemaProblems } from './problems.js';

const text = z.string().min(1);
const duration = z.string().regex(/^(?:\d+(?:ms|[smhdwy]))+$/, 'is no duration');
const matchers = z.array(z.string().regex(/^\w+ *(?:=~|!~|!=|=) *\S.*$/, 'is no matcher')).min(1);
const timing = {
  group_by: z.array(text).optional(),
  group_wait: duration.optional(),
  group_interval: duration.optional(),
  repeat_interval: duration.optional(),
};

interface Route {
  readonly receiver?: string | undefined;
  readonly routes?: readonly Route[] | undefined;
}

const route: z.ZodType<Route> = z.lazy(() =>
  z.strictObject({
    ...timing,
    receiver: text.optional(),
    matchers: matchers.optional(),
    continue: z.boolean().optional(),
    routes: z.array(route).optional(),
  }),
);

const sender = z.array(z.looseObject({ send_resolved: z.boolean().optional() })).optional();

/** https://prometheus.io/docs/alerting/latest/configuration/ */
export const alertmanagerSchema = z.strictObject({
  global: z.looseObject({ resolve_timeout: duration.optional() }).optional(),
  templates: z.array(text).optional(),
  // The root takes every alert that no other route takes, so it has no matchers.
  route: z.strictObject({ ...timing, receiver: text, routes: z.array(route).optional() }),
  receivers: z
    .array(
      z.strictObject({
        name: text,
        webhook_configs: sender,
        email_configs: sender,
        slack_configs: sender,
        pagerduty_configs: sender,
        msteamsv2_configs: sender,
        opsgenie_configs: sender,
      }),
    )
    .min(1),
  inhibit_rules: z
    .array(z.strictObject({ source_matchers: matchers, target_matchers: matchers, equal: z.array(text).optional() }))
    .optional(),
});

/** What is wrong with Alertmanager's configuration. */
export function alertmanagerProblems(value: unknown): readonly string[] {
  const parsed = alertmanagerSchema.safeParse(value);
  if (!parsed.success) return schemaProblems(alertmanagerSchema, value);
  const names = parsed.data.receivers.map(({ name }) => name);
  const named = receiversOf(parsed.data.route);
  return [
    ...repeated(names).map((name) => `two receivers are called ${name}`),
    ...named.filter((name) => !names.includes(name)).map((name) => `a route leads to ${name}, which is no receiver`),
    ...names.filter((name) => !named.includes(name)).map((name) => `no route leads to ${name}`),
  ];
}

function receiversOf({ receiver, routes }: Route): readonly string[] {
  return [...(receiver === undefined ? [] : [receiver]), ...(routes ?? []).flatMap(receiversOf)];
}
