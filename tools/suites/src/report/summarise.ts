import { byCodeUnit } from '@slipway/kit';
import { runOutcomes } from '../results/record.js';
import { sumCounts } from './counts.js';
import { sumCoverage } from './coverage.js';
import { findFailures, type RecordWithRuns } from './failures.js';
import { findFlaky } from './flaky.js';
import { summariseBenchmarks, summariseFeatures } from './kinds.js';
import type { FlakyTest, Report, ReportProject } from './model.js';
import type { Observed } from './observed.js';
import { divide, listProjects, placeInHistory } from './runs.js';
import { findSlowest } from './slowest.js';
import { boundName, clean } from './text.js';

/** Makes a report of what was observed. */
export function summarise(observed: Observed): Report {
  const { current, stale } = divide(observed);
  const records = placeInHistory(current, observed.history);
  const projects = listProjects(observed, records);
  const runs = projects.flatMap(({ suites }) => suites);
  const unreadable = observed.unreadable.map(({ path, problem }) => ({ path: clean(path), problem: clean(problem) }));
  const suites = Object.fromEntries(
    runOutcomes.map((outcome) => [outcome, runs.filter((run) => run.outcome === outcome).length]),
  ) as Report['totals']['suites'];
  const features = summariseFeatures(current.map(({ record }) => record));
  const bddPage = observed.pages.bdd;
  return {
    format: 1,
    generatedAt: observed.now.toISOString(),
    workspace: boundName(observed.workspace),
    verdict: suites.passed < runs.length || unreadable.length > 0 ? 'failed' : runs.length === 0 ? 'empty' : 'passed',
    totals: {
      tests: sumCounts(runs.map(({ counts }) => counts)),
      suites,
      durationMs: runs.reduce((sum, { durationMs }) => sum + durationMs, 0),
    },
    projects,
    failures: [...findFailures(records)],
    unreadable,
    stale: [...stale],
    slowest: findSlowest(projects),
    flaky: records.flatMap(flakyOf).sort((a, b) => byCodeUnit(a.certainty, b.certainty)),
    ...coverageOf(observed, projects),
    ...(features.length === 0 && bddPage === undefined
      ? {}
      : { bdd: { features, ...(bddPage === undefined ? {} : { page: bddPage }) } }),
    images: observed.images.toSorted((a, b) => byCodeUnit(a.project, b.project) || byCodeUnit(a.image, b.image)),
    benchmarks: summariseBenchmarks(current.map(({ record }) => record)),
  };
}

function flakyOf({ record, runs }: RecordWithRuns): readonly FlakyTest[] {
  return findFlaky(record.tests, runs).map(({ group, name, ...rest }) => ({
    project: record.project,
    toolchain: record.toolchain,
    suite: record.suite,
    group: boundName(group),
    name: boundName(name),
    ...rest,
  }));
}

function coverageOf(
  { coverage, pages, projects }: Observed,
  shown: readonly ReportProject[],
): Pick<Report, 'coverage'> {
  if (coverage === undefined) return {};
  const owners = projects.map((project) => ({
    ...project,
    toolchain: shown.find(({ name }) => name === project.name)?.toolchain ?? project.toolchain ?? 'unknown',
  }));
  return {
    coverage: { ...sumCoverage(coverage, owners), ...(pages.coverage === undefined ? {} : { page: pages.coverage }) },
  };
}
