import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  createProjectGraphAsync,
  readProjectsConfigurationFromProjectGraph,
  runExecutor,
  type ExecutorContext,
} from '@nx/devkit';
import { UserError } from '@slipway/kit';
import { findWorkspaceRoot, readNxJson } from './workspace-root.js';

/** What the words after `slipway stack` ask for. */
export interface StackWords {
  readonly target: string;
  readonly project: string;
  readonly configuration?: string;
  /** Under `_` words that are none, as Nx has it: an executor takes or refuses them. */
  readonly options: Readonly<Record<string, string | boolean | readonly string[]>>;
}

/**
 * Reads `TARGET [PROJECT] [-c ENVIRONMENT] [--option=value] [--flag] [--no-flag]`.
 * @throws UserError where no target is named
 */
export function parseStackWords(words: readonly string[]): StackWords {
  const plain: string[] = [];
  const options: Record<string, string | boolean> = {};
  let configuration: string | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const [, name = '', value] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (word === '-c' || word === '--configuration') configuration = valueAfter(words, at++);
    else if (name === 'configuration') configuration = value;
    else if (name.startsWith('no-') && value !== undefined)
      throw new UserError({ what: `--${name} takes no value`, fix: `write --${name}, or --${name.slice(3)}=${value}` });
    else if (name !== '') options[toCamelCase(name.replace(/^no-/, ''))] = value ?? !name.startsWith('no-');
    else plain.push(word);
  }
  const [target, project = 'stack', ...rest] = plain;
  if (target === undefined) {
    throw new UserError({ what: 'what is to be done with the stack?', fix: 'npx slipway stack up [-c ENVIRONMENT]' });
  }
  const more = rest.length === 0 ? options : { ...options, _: rest };
  return { target, project, options: more, ...(configuration === undefined ? {} : { configuration }) };
}

function valueAfter(words: readonly string[], at: number): string {
  const value = words[at + 1];
  if (value !== undefined && !value.startsWith('-')) return value;
  throw new UserError({
    what: `${words[at] ?? ''} needs the name of an environment`,
    fix: 'npx slipway stack up -c production',
  });
}

/** The options of an executor of the compose room, by name, with what each is for. */
function optionsOf(executor: string): Readonly<Record<string, string>> {
  const require = createRequire(import.meta.url);
  const collection = require.resolve(`${executor.split(':')[0] ?? ''}/executors.json`);
  const { executors } = JSON.parse(readFileSync(collection, 'utf8')) as Collection;
  const schema = executors[executor.split(':')[1] ?? '']?.schema ?? '';
  const { properties } = JSON.parse(readFileSync(join(dirname(collection), schema), 'utf8')) as Schema;
  return Object.fromEntries(Object.entries(properties).map(([name, { description }]) => [name, description ?? '']));
}

interface Collection {
  readonly executors: Readonly<Record<string, { readonly schema: string } | undefined>>;
}

interface Schema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
}

function toCamelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
}

/** Runs a target of a stack without Nx around it, for scripts: nothing else is printed, and the exit code is the executor's own. */
export async function runStack(folder: string, words: readonly string[]): Promise<number> {
  const { target, project, configuration, options } = parseStackWords(words);
  const root = findWorkspaceRoot(folder);
  const projectGraph = await createProjectGraphAsync({ exitOnError: false });
  const projectsConfigurations = readProjectsConfigurationFromProjectGraph(projectGraph);
  const known = projectsConfigurations.projects[project]?.targets?.[target];
  if (known === undefined) {
    throw new UserError({
      what: `project ${project} has no target "${target}"`,
      fix: `npx nx show project ${project}`,
    });
  }
  if (options['help'] === true) {
    console.log(
      [
        `npx slipway stack ${target} [PROJECT] [-c ENVIRONMENT]`,
        ...Object.entries(optionsOf(known.executor ?? '')).map(([name, text]) => `  --${name.padEnd(16)} ${text}`),
      ].join('\n'),
    );
    return 0;
  }
  const context: ExecutorContext = {
    root,
    cwd: folder,
    isVerbose: false,
    projectName: project,
    targetName: target,
    projectGraph,
    projectsConfigurations,
    nxJsonConfiguration: readNxJson(root),
  };
  const chosen = configuration ?? known.defaultConfiguration;
  if (chosen !== undefined && known.configurations?.[chosen] === undefined) {
    const all = Object.keys(known.configurations ?? {}).join(', ');
    throw new UserError({ what: `${project} has no environment "${chosen}"`, fix: `there are: ${all}` });
  }
  const description = { project, target, ...(chosen === undefined ? {} : { configuration: chosen }) };
  let exitCode = 1;
  for await (const result of await runExecutor<Ended>(description, { ...options }, context)) {
    exitCode = result.exitCode ?? (result.success ? 0 : 1);
  }
  return exitCode;
}

interface Ended {
  success: boolean;
  exitCode?: number;
}
