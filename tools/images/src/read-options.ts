import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { joinPath, leavesWorkspace, UserError, type Problem } from '@slipway/kit';
import { findMismatches, type Mismatch, type OptionSchema } from './option-schema.js';
import type { BuildOptions, CheckOptions } from './options.js';
import { asTyped, isTyped } from './typed-words.js';

/** What Nx adds to the options of a task. */
const FROM_NX = ['__overrides_unparsed__', 'verbose'];

/** Whose options are read. */
export interface OptionsOf {
  readonly project: string;
  readonly target: string;
}

interface ExecutorSchema {
  readonly properties: Readonly<Record<string, OptionSchema>>;
}

/** The options of `docker-build` for a project, if they are what schema.json says. @throws UserError that names every one that is not */
export function readBuildOptions(given: object, task: OptionsOf, context: ExecutorContext): BuildOptions {
  const { options, problems } = readOptions(given, schemaOf('build'), task, context);
  if (problems.length > 0) throw new UserError(problems);
  const build = options as BuildOptions;
  if (typeof build.json === 'string' && (build.dryRun !== true || build.json === '')) {
    throw new UserError({
      what: `project ${task.project}: option "json" of ${task.target} names a file for the plans of --dry-run`,
      fix: `npx nx ${task.target} ${task.project} --dry-run --json=plans.json`,
    });
  }
  const astray = (build.include ?? []).filter(leavesRoot);
  if (astray.length === 0) return build;
  throw new UserError(
    astray.map((glob) => ({
      what: `project ${task.project}: option "include" of ${task.target} names "${glob}", which is not in the workspace`,
      ...whereOf('include', task, context),
      fix: 'globs start at the workspace root: schemas/**/*.json; copy what lies elsewhere into the workspace',
    })),
  );
}

/** The options of `docker-check` for a project. @throws UserError that names every one that is not what schema.json says */
export function readCheckOptions(given: object, task: OptionsOf, context: ExecutorContext): CheckOptions {
  const { options, problems } = readOptions(given, schemaOf('check'), task, context);
  if (problems.length > 0) throw new UserError(problems);
  return options;
}

/** True for a glob that no file of the workspace can match: absolute, or up and out of it. */
export function leavesRoot(glob: string): boolean {
  return leavesWorkspace(joinPath(glob.replace(/^!/, '')));
}

function schemaOf(executor: 'build' | 'check'): ExecutorSchema {
  return JSON.parse(readFileSync(new URL(`../src/${executor}/schema.json`, import.meta.url), 'utf8')) as ExecutorSchema;
}

function readOptions(
  given: object,
  { properties }: ExecutorSchema,
  task: OptionsOf,
  context: ExecutorContext,
): { readonly options: Readonly<Record<string, unknown>>; readonly problems: readonly Problem[] } {
  const words = wordsOf(task, context);
  const options: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (FROM_NX.includes(name) || value === undefined) continue;
    const schema = properties[name];
    const mismatches: readonly Mismatch[] =
      schema === undefined
        ? [{ kind: 'unknown', path: name, known: Object.keys(properties) }]
        : findMismatches(name, (options[name] = asTyped(name, value, schema, words)), schema);
    problems.push(
      ...mismatches.map((mismatch) => ({
        what: `project ${task.project}: ${describe(mismatch, task.target, value)}`,
        ...whereOf(name, task, context),
        fix: fixOf(mismatch, name, schema?.examples?.[0], task),
      })),
    );
  }
  return { options, problems };
}

function describe(mismatch: Mismatch, target: string, value: unknown): string {
  // What is no option at all: words of the command line without dashes.
  if (mismatch.path === '_') return `${target} takes no "${String(value)}"`;
  const option = `option "${mismatch.path}" of ${target}`;
  switch (mismatch.kind) {
    case 'wrong':
      return `${option} is ${mismatch.found}, expected ${mismatch.expected}`;
    case 'missing':
      return `${option} is missing, expected ${mismatch.expected}`;
    case 'unknown':
      return `${target} has no option "${mismatch.path}"`;
  }
}

function fixOf(mismatch: Mismatch, name: string, example: unknown, { project, target }: OptionsOf): string {
  if (mismatch.kind === 'unknown') return `there are: ${mismatch.known.join(', ')}`;
  return example === undefined
    ? `see \`npx nx ${target} ${project} --help\``
    : `for example ${JSON.stringify({ [name]: example })}`;
}

/** Options stand in project.json, in package.json, or among the target defaults; only where it is surely the first is it named. */
function whereOf(name: string, task: OptionsOf, context: ExecutorContext): Pick<Problem, 'where'> {
  if (isTyped(name, wordsOf(task, context))) return {};
  const file = joinPath(context.projectGraph.nodes[task.project]?.data.root ?? '.', 'project.json');
  const path = join(context.root, file);
  return existsSync(path) && readFileSync(path, 'utf8').includes(`"${name}"`) ? { where: { file } } : {};
}

/** What was typed behind the target on the command line. */
function wordsOf({ project, target }: OptionsOf, { taskGraph }: ExecutorContext): readonly string[] {
  const task = Object.values(taskGraph?.tasks ?? {}).find(
    (candidate) => candidate.target.project === project && candidate.target.target === target,
  );
  const { __overrides_unparsed__: words } = (task?.overrides ?? {}) as { readonly __overrides_unparsed__?: unknown };
  return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : [];
}
