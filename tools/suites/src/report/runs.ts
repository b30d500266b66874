import { byCodeUnit } from '@slipway/kit';
import { suiteKinds, type RunRecord, type SuiteKind } from '../results/record.js';
import { countTests } from './counts.js';
import type { RecordWithRuns } from './failures.js';
import { groupBy } from './group-by.js';
import { addRun, toEntry, type HistoryEntry } from './history.js';
import type { LeftOut, ReportProject, SuiteRun } from './model.js';
import type { FoundRecord, Observed } from './observed.js';
import { boundName, clean } from './text.js';

/** A record outlives its project, and its suite: such a one fails nobody. */
export function divide({ records, projects }: Pick<Observed, 'records' | 'projects'>): {
  current: readonly FoundRecord[];
  stale: readonly LeftOut[];
} {
  const current: FoundRecord[] = [];
  const stale: LeftOut[] = [];
  for (const found of records) {
    const { project, root, suite } = found.record;
    const known = projects.find(({ name }) => name === project);
    const problem =
      known?.root !== root
        ? `project ${project} is no longer in ${root}`
        : known.suites.includes(suite)
          ? undefined
          : `project ${project} no longer has the suite ${suite}`;
    if (problem === undefined) current.push(found);
    else stale.push({ path: clean(found.path), problem: clean(problem) });
  }
  const order = (suite: SuiteKind): number => suiteKinds.indexOf(suite);
  current.sort(
    (a, b) => byCodeUnit(a.record.project, b.record.project) || order(a.record.suite) - order(b.record.suite),
  );
  return { current, stale };
}

/** A record with the runs of its suite, and whether it was among them before. */
export interface PlacedRecord extends RecordWithRuns {
  readonly kept: boolean;
}

/** Gives each record the runs of its suite up to it: one that came back out of a cache may be older than the newest. */
export function placeInHistory(records: readonly FoundRecord[], history: readonly HistoryEntry[]): PlacedRecord[] {
  const bySuite = groupBy(history, suiteKey);
  return records.map(({ record, path }) => {
    const earlier = (bySuite.get(suiteKey(record)) ?? []).filter(({ startedAt }) => startedAt <= record.startedAt);
    return {
      record,
      path,
      runs: addRun(earlier, toEntry(record)),
      kept: earlier.some(({ startedAt }) => startedAt === record.startedAt),
    };
  });
}

function suiteKey({ project, suite }: Pick<RunRecord, 'project' | 'suite'>): string {
  return `${suite} ${project}`;
}

/** The projects that have suites, with what these left. */
export function listProjects(
  { projects, now }: Pick<Observed, 'projects' | 'now'>,
  records: readonly PlacedRecord[],
): ReportProject[] {
  const byProject = groupBy(records, ({ record }) => record.project);
  return projects
    .filter(({ suites }) => suites.length > 0)
    .map(({ name, root, toolchain, suites }) => {
      const own = byProject.get(name) ?? [];
      return {
        name,
        root,
        toolchain: toolchain ?? own[0]?.record.toolchain ?? 'unknown',
        suites: own.map((entry) => describeRun(entry, now)),
        notRun: suiteKinds.filter((kind) => suites.includes(kind) && own.every(({ record }) => record.suite !== kind)),
      };
    })
    .sort((a, b) => byCodeUnit(a.name, b.name));
}

function describeRun({ record, path, runs, kept }: PlacedRecord, now: Date): SuiteRun {
  return {
    suite: record.suite,
    startedAt: record.startedAt,
    durationMs: record.durationMs,
    outcome: record.outcome,
    command: boundName(record.command),
    ...(record.image === undefined ? {} : { image: boundName(record.image) }),
    freshness: kept ? 'kept' : 'new',
    ageMs: Math.max(0, now.getTime() - Date.parse(record.startedAt)),
    ...(record.reason === undefined ? {} : { reason: boundName(record.reason) }),
    counts: countTests(record.tests),
    tests: record.tests.map(({ group, name, outcome, durationMs, file, line }) => ({
      group: boundName(group),
      name: boundName(name),
      outcome,
      ...(durationMs === undefined ? {} : { durationMs }),
      ...(file === undefined ? {} : { file: boundName(file) }),
      ...(line === undefined ? {} : { line }),
    })),
    record: path,
    trend: runs.map(({ startedAt, durationMs, outcome }) => ({ startedAt, durationMs, outcome })),
  };
}
