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
  readonly options: Readonly<Record<string, string | boolean>>;
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
    if (word === '-c' || word === '--configuration') configuration = words[++at];
    else if (name === 'configuration') configuration = value;
    else if (name !== '') options[toCamelCase(name.replace(/^no-/, ''))] = value ?? !name.startsWith('no-');
    else plain.push(word);
  }
  const [target, project = 'stack'] = plain;
  if (target === undefined) {
    throw new UserError({ what: 'what is to be done with the stack?', fix: 'npx slipway stack up [-c ENVIRONMENT]' });
  }
  return { target, project, options, ...(configuration === undefined ? {} : { configuration }) };
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
