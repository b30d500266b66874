import { getJson } from '../stack.js';
import type { Shown } from './macros.js';

/** A line of a graph: what it is of, and its numbers. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** Prometheus by its HTTP API. https://prometheus.io/docs/prometheus/latest/querying/api/ */
export class Prometheus {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws Error with what Prometheus says where it does not understand the query */
  async #ask<T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const answer = await getJson(`${this.#url}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    return (answer as { readonly data: T }).data;
  }

  /** What a query gives at a moment. */
  async instant(query: string, at: Date = new Date()): Promise<readonly Series[]> {
    const time = at.toISOString();
    return seriesOf((await this.#ask<{ readonly result: readonly Sample[] }>('query', { query, time })).result);
  }

  /** What a query gives over a stretch of time. */
  async range(query: string, { from, to, step }: Shown): Promise<readonly Series[]> {
    const parameters = { query, start: from.toISOString(), end: to.toISOString(), step: String(step) };
    return seriesOf((await this.#ask<{ readonly result: readonly Sample[] }>('query_range', parameters)).result);
  }

  /** The values that a label has in the series of a metric. */
  async labelValues(label: string, metric?: string): Promise<readonly string[]> {
    return this.#ask(`label/${label}/values`, metric === undefined ? {} : { 'match[]': metric });
  }

  /** The names of all metrics that a query reads. */
  async metricsOf(query: string): Promise<readonly string[]> {
    return [...new Set(selectedIn(await this.#ask<unknown>('parse_query', { query })))];
  }

  /** The alert rules as they were evaluated last. */
  async alertRules(): Promise<readonly AlertRule[]> {
    const { groups } = await this.#ask<{ readonly groups: readonly { readonly rules: readonly AlertRule[] }[] }>(
      'rules',
    );
    return groups.flatMap(({ rules }) => rules);
  }
}

/** An alert rule and how its last evaluation went: `unknown` before the first. */
export interface AlertRule {
  readonly name: string;
  readonly query: string;
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError?: string;
}

function seriesOf(samples: readonly Sample[]): readonly Series[] {
  return samples.map(({ metric, value, values }) => ({
    labels: metric,
    values: (values ?? (value === undefined ? [] : [value])).map(([, number]) => Number(number)),
  }));
}

/** Names of metrics anywhere in a query that Prometheus has taken apart. */
function selectedIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, name } = node as { readonly type?: unknown; readonly name?: unknown };
  const selects = type === 'vectorSelector' || type === 'matrixSelector';
  const own = selects && typeof name === 'string' ? [name] : [];
  return [...own, ...Object.values(node).flatMap(selectedIn)];
}
