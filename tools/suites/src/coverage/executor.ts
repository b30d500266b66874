import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { describeError, formatProblem, joinPath, readIfPresent, UserError, type Problem } from '@slipway/kit';
import { changedFiles } from '@slipway/kit/git';
import { readRecords } from '../report/observe/records.js';
import type { RunRecord } from '../results/record.js';
import { planCoverage, type CoveragePlan, type CoveredProject, type CoveredRun } from './plan.js';
import { formatTable, formatUncovered } from './show.js';
import { toThreshold, type ThresholdOption } from './threshold.js';

/** Options of `@slipway/suites:coverage-report` (see schema.json, which describes each). */
export interface CoverageReportOptions {
  readonly base?: string;
  readonly json?: boolean;
  readonly projects?: Readonly<Record<string, ThresholdOption>>;
  readonly threshold?: ThresholdOption;
}

/** Where the report is, relative to the workspace root. */
const FOLDER = '.slipway/report/coverage';

/** Makes one report of what the tests of all languages covered, and holds each project against its threshold. */
export default async function coverageReport(
  options: CoverageReportOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const { plan, problems, strangers } = await mergeCoverage(options, context);
    tell(plan, problems, strangers, options);
    return { success: problems.length === 0 && plan.projects.every(({ verdict }) => verdict.ok) };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

interface Runs {
  readonly runs: readonly CoveredRun[];
  readonly problems: readonly Problem[];
  /** Records of projects that there are no more; they say nothing of the workspace as it is. */
  readonly strangers: readonly string[];
}

/** Writes the report. @throws UserError where no run has left coverage */
export async function mergeCoverage(
  options: CoverageReportOptions,
  context: ExecutorContext,
): Promise<Omit<Runs, 'runs'> & { readonly plan: CoveragePlan }> {
  const { root } = context;
  const projects = projectsOf(options, context);
  const { runs, problems, strangers } = readRuns(root, new Set(projects.map(({ name }) => name)));
  const base = options.base ?? process.env['NX_BASE'] ?? context.nxJsonConfiguration.defaultBase ?? 'main';
  const changed = new Set(await changedFiles(root, base));
  const plan = planCoverage(runs, projects, changed, (path) => existsSync(join(root, path)));
  // Istanbul and its reports, which whoever has nothing to report need not load.
  const { writeCoverageReport } = await import('./write.js');
  writeCoverageReport(join(root, FOLDER), plan.files, root);
  return { plan, strangers, problems: [...problems, ...plan.problems.map((what) => ({ what }))] };
}

/** The runs that left coverage. @throws UserError where there is none */
function readRuns(root: string, projects: ReadonlySet<string>): Runs {
  const { records, unreadable } = readRecords(root);
  const problems: Problem[] = unreadable.map(({ path, problem }) => ({ what: problem, where: { file: path } }));
  const runs: CoveredRun[] = [];
  for (const { path, record } of records.filter((found) => projects.has(found.record.project))) {
    if (record.coverage === undefined && record.suite !== 'coverage') continue;
    const lcov = record.coverage === undefined ? undefined : readBeside(root, path, record.coverage);
    if (!lcov?.includes('SF:')) problems.push(withoutCoverage(path, record));
    else runs.push({ project: record.project, suite: record.suite, lcov });
  }
  if (runs.length === 0 && problems.length === 0)
    throw new UserError({ what: 'no run has left coverage', fix: 'npx nx run-many -t coverage' });
  return {
    runs,
    problems,
    strangers: records.filter((found) => !projects.has(found.record.project)).map(({ path }) => path),
  };
}

function readBeside(root: string, record: string, file: string): string | undefined {
  return readIfPresent(join(root, joinPath(posix.dirname(record), file)));
}

function withoutCoverage(path: string, { project, suite, outcome, reason }: RunRecord): Problem {
  return {
    what: `the ${suite} of ${project} left nothing that it covered (${reason ?? outcome})`,
    where: { file: path },
    fix: `npx nx ${suite} ${project}`,
  };
}

/** Each project's threshold: named here, else that of its coverage target, else the one for all. */
function projectsOf(options: CoverageReportOptions, { projectGraph }: ExecutorContext): readonly CoveredProject[] {
  return Object.values(projectGraph.nodes).map(({ name, data }) => {
    const own = (data.targets?.['coverage']?.options as { threshold?: ThresholdOption } | undefined)?.threshold;
    const threshold = toThreshold(options.projects?.[name] ?? own ?? options.threshold ?? {});
    return { name, root: data.root, threshold };
  });
}

function tell(
  plan: CoveragePlan,
  problems: readonly Problem[],
  strangers: readonly string[],
  { json }: CoverageReportOptions,
): void {
  const uncovered = plan.projects.map(formatUncovered).filter((text) => text !== '');
  const table = formatTable([...plan.projects, { project: 'all', verdict: plan.all }]);
  const page = `${FOLDER}/index.html`;
  const left = strangers.map((path) => `${path}: left out, its project is not in the workspace anymore`);
  const text = [table, ...uncovered, ...problems.map(formatProblem), ...left, page].join('\n\n');
  // With --json standard output is for programs alone.
  (json === true ? console.error : console.log)(text);
  if (json !== true) return;
  const projects = plan.projects.map(({ project, verdict }) => ({ project, ...verdict }));
  const { lines, branches, functions } = plan.all;
  const all = { lines, branches, functions };
  console.log(JSON.stringify({ projects, all, problems, report: FOLDER }, null, 2));
}
