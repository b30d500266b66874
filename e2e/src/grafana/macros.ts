/** What a dashboard shows: a stretch of time, and the distance of the points in it. */
export interface Shown {
  readonly from: Date;
  readonly to: Date;
  /** Seconds between two points of a graph; Grafana takes no less than the interval at which metrics are scraped. */
  readonly step: number;
}

/** How often Prometheus asks, as Grafana's data source believes unless it is told otherwise. */
export const SCRAPE_SECONDS = 15;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Seconds of a duration as dashboards write it: `15s`, `5m`, `1h`. @throws Error where it is none */
export function secondsOf(duration: string): number {
  const [, count, unit = ''] = /^(\d+)([smhdw])$/.exec(duration) ?? [];
  const seconds = UNITS[unit];
  if (count === undefined || seconds === undefined) throw new Error(`${duration} is no duration`);
  return Number(count) * seconds;
}

/**
 * What is shown at a moment of a dashboard whose time is `now-1h` to `now`, in a panel of 1000 points.
 * @throws Error where the time is written in another way
 */
export function shownAt(now: Date, time: { readonly from: string; readonly to: string }): Shown {
  const at = (words: string): Date => {
    const found = /^now(?:-(\d+[smhdw]))?$/.exec(words);
    if (found === null) throw new Error(`the time ${words} is none that is understood here`);
    return new Date(now.getTime() - (found[1] === undefined ? 0 : secondsOf(found[1]) * 1_000));
  };
  const from = at(time.from);
  const to = at(time.to);
  return { from, to, step: Math.max(SCRAPE_SECONDS, Math.ceil((to.getTime() - from.getTime()) / 1_000_000)) };
}

/**
 * A query for Prometheus with its variables replaced, as Grafana does it.
 * https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/
 * @param variables values that are chosen, by the name of the variable; several become a pattern
 * @throws Error where a variable is left that nobody knows
 */
export function interpolatePromql(
  query: string,
  shown: Shown,
  variables: Readonly<Record<string, readonly string[]>>,
): string {
  const range = Math.round((shown.to.getTime() - shown.from.getTime()) / 1_000);
  const known: Readonly<Record<string, string | undefined>> = {
    ...Object.fromEntries(Object.entries(variables).map(([name, values]) => [name, patternOf(values)])),
    __interval: `${String(shown.step)}s`,
    __rate_interval: `${String(Math.max(shown.step + SCRAPE_SECONDS, 4 * SCRAPE_SECONDS))}s`,
    __range: `${String(range)}s`,
    __range_s: String(range),
  };
  return query.replaceAll(/\$\{(\w+)\}|\$(\w+)/g, (all, braced?: string, plain?: string) => {
    const value = known[braced ?? plain ?? ''];
    if (value === undefined)
      throw new Error(`${all} in "${query}" is no variable of Grafana, and none of the dashboard`);
    return value;
  });
}

/** Several values as Grafana writes them into a query with `=~`: escaped for the pattern, and for the string around it. */
function patternOf(values: readonly string[]): string {
  const escaped = values.map((value) => value.replaceAll(/[\\^$*+?.()|[\]{}]/g, '\\\\$&'));
  return escaped.length === 1 ? (escaped[0] ?? '') : `(${escaped.join('|')})`;
}

/**
 * A query for PostgreSQL with its macros replaced, as Grafana does it for a data source that says it has TimescaleDB.
 * https://grafana.com/docs/grafana/latest/datasources/postgres/query-editor/
 * @throws Error where a macro is left that is not known here
 */
export function interpolateSql(query: string, shown: Shown): string {
  const from = `'${shown.from.toISOString()}'`;
  const to = `'${shown.to.toISOString()}'`;
  const replaced = query.replaceAll(/\$__(\w+)(?:\(([^()]*)\))?/g, (all, macro: string, words = '') => {
    const [column = '', interval = ''] = String(words)
      .split(',')
      .map((word) => word.trim());
    switch (macro) {
      case 'timeFilter':
        return `${column} BETWEEN ${from} AND ${to}`;
      case 'timeFrom':
        return from;
      case 'timeTo':
        return to;
      case 'timeGroup':
        return timeBucket(column, interval, shown);
      case 'timeGroupAlias':
        return `${timeBucket(column, interval, shown)} AS "time"`;
      case 'interval':
        return `${String(shown.step)}s`;
      default:
        throw new Error(`${all} in "${query}" is no macro that is known here`);
    }
  });
  const left = /\$\{?[a-z_]\w*/i.exec(replaced);
  if (left !== null) throw new Error(`${left[0]} in "${query}" is no variable that is known here`);
  return replaced;
}

function timeBucket(column: string, interval: string, shown: Shown): string {
  const written = interval.replaceAll("'", '');
  const seconds = written === '$__interval' ? shown.step : secondsOf(written);
  return `time_bucket('${seconds.toFixed(3)}s',${column})`;
}
