import { interpolatePromql, interpolateSql, secondsOf, shownAt } from './macros.js';

const shown = shownAt(new Date('2026-02-01T12:00:00Z'), { from: 'now-1h', to: 'now' });

test('a dashboard of the last hour shows the last hour, in steps that Prometheus has points for', () => {
  expect(shown).toEqual({ from: new Date('2026-02-01T11:00:00Z'), to: new Date('2026-02-01T12:00:00Z'), step: 15 });
  expect(shownAt(shown.to, { from: 'now-7d', to: 'now' }).step).toBe(605);
  expect(() => shownAt(shown.to, { from: 'yesterday', to: 'now' })).toThrow('yesterday');
  expect(() => secondsOf('5 minutes')).toThrow('no duration');
});

test('a rate covers four scrapes; several values become a pattern in which nothing is special', () => {
  const query = 'sum(rate(a{job=~"$job"}[$__rate_interval])) + ${__range_s}';
  expect(interpolatePromql(query, shown, { job: ['core'] })).toBe('sum(rate(a{job=~"core"}[60s])) + 3600');
  expect(interpolatePromql(query, shown, { job: ['a.b', 'c'] })).toContain('{job=~"(a\\\\.b|c)"}');
  expect(() => interpolatePromql(query, shown, {})).toThrow('$job');
});

test('macros of SQL become what Grafana makes of them', () => {
  const hour = "'2026-02-01T11:00:00.000Z' AND '2026-02-01T12:00:00.000Z'";
  expect(interpolateSql('where $__timeFilter(start_time)', shown)).toBe(`where start_time BETWEEN ${hour}`);
  expect(interpolateSql("$__timeGroupAlias(t, '5m'), $__timeGroup(t, $__interval)", shown)).toBe(
    `time_bucket('300.000s',t) AS "time", time_bucket('15.000s',t)`,
  );
  expect(interpolateSql("a->>'x' ? 'y' and b > $__timeFrom() and b < $__timeTo()", shown)).toBe(
    `a->>'x' ? 'y' and b > '2026-02-01T11:00:00.000Z' and b < '2026-02-01T12:00:00.000Z'`,
  );
  expect(() => interpolateSql('where $__unixEpochFilter(t)', shown)).toThrow('$__unixEpochFilter');
  expect(() => interpolateSql('where service = $service', shown)).toThrow('$service');
});
