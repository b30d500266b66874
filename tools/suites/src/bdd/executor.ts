import { join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import {
  byCodeUnit,
  describeError,
  formatProblem,
  joinPath,
  readIfPresent,
  UserError,
  writeAtomically,
  type Problem,
} from '@slipway/kit';
import { readRecords } from '../report/observe/records.js';
import type { RunRecord } from '../results/record.js';
import { mergeMessages } from './merge.js';
import { formatRows, sumScenarios, type BddRow } from './show.js';
import { countScenarios, formatMessages, parseMessages } from './stream.js';
import { hasSucceeded } from './to-messages.js';

/** Options of `@slipway/suites:bdd-report` (see schema.json, which describes each). */
export interface BddReportOptions {
  readonly json?: boolean;
}

/** Where the report is, relative to the workspace root. */
const FOLDER = '.slipway/report/bdd';

interface Run extends BddRow {
  readonly ndjson: string;
}

/** Makes one page of the features of all projects, and fails where a scenario failed or has a step that nobody wrote. */
export default async function bddReport(
  options: BddReportOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const { runs, problems, strangers } = await mergeFeatures(context);
    tell(runs, problems, strangers, options);
    return { success: problems.length === 0 && hasSucceeded(sumScenarios(runs)) };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

/** Writes the page. @throws UserError where no run has left scenarios */
export async function mergeFeatures({
  root,
  projectGraph,
}: Pick<ExecutorContext, 'root' | 'projectGraph'>): Promise<Runs> {
  const read = readRuns(root, new Set(Object.keys(projectGraph.nodes)));
  const merged = mergeMessages(read.runs.map(({ ndjson }) => ndjson));
  writeAtomically(join(root, FOLDER, 'messages.ndjson'), formatMessages(merged.envelopes));
  // The formatter with its page, which whoever has nothing to report need not load.
  const { writeHtml } = await import('./html.js');
  await writeHtml(join(root, FOLDER, 'index.html'), merged.envelopes);
  return { ...read, problems: [...read.problems, ...merged.problems.map((what) => ({ what }))] };
}

/** What was found of the features of a workspace. */
export interface Runs {
  readonly runs: readonly Run[];
  readonly problems: readonly Problem[];
  /** Records of projects that there are no more; they say nothing of the workspace as it is. */
  readonly strangers: readonly string[];
}

/** The runs that left Messages. @throws UserError where there is none */
function readRuns(root: string, projects: ReadonlySet<string>): Runs {
  const { records, unreadable } = readRecords(root);
  const problems: Problem[] = unreadable.map(({ path, problem }) => ({ what: problem, where: { file: path } }));
  const runs: Run[] = [];
  for (const { path, record } of records.filter((found) => projects.has(found.record.project))) {
    if (record.messages === undefined && record.suite !== 'bdd') continue;
    const ndjson = record.messages === undefined ? undefined : readBeside(root, path, record.messages);
    if (ndjson === undefined) problems.push(withoutMessages(path, record));
    else runs.push({ project: record.project, scenarios: countScenarios(parseMessages(ndjson).envelopes), ndjson });
  }
  if (runs.length === 0 && problems.length === 0)
    throw new UserError({ what: 'no run of a feature has left a result', fix: 'npx nx run-many -t bdd' });
  const strangers = records.filter((found) => !projects.has(found.record.project)).map(({ path }) => path);
  return { runs: runs.sort((a, b) => byCodeUnit(a.project, b.project)), problems, strangers };
}

function readBeside(root: string, record: string, file: string): string | undefined {
  return readIfPresent(join(root, joinPath(posix.dirname(record), file)));
}

function withoutMessages(path: string, { project, suite, outcome, reason }: RunRecord): Problem {
  return {
    what: `the ${suite} of ${project} left no scenario (${reason ?? outcome})`,
    where: { file: path },
    fix: `npx nx ${suite} ${project}`,
  };
}

function tell(
  runs: readonly Run[],
  problems: readonly Problem[],
  strangers: readonly string[],
  { json }: BddReportOptions,
): void {
  const scenarios = sumScenarios(runs);
  const rows = formatRows([...runs, { project: 'all', scenarios }]);
  const left = strangers.map((path) => `${path}: left out, its project is not in the workspace anymore`);
  const text = [rows, ...problems.map(formatProblem), ...left, `${FOLDER}/index.html`].join('\n\n');
  // With --json standard output is for programs alone.
  (json === true ? console.error : console.log)(text);
  if (json !== true) return;
  const projects = runs.map(({ project, scenarios: own }) => ({ project, scenarios: own }));
  console.log(JSON.stringify({ projects, scenarios, problems, report: FOLDER }, null, 2));
}
