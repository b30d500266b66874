import { basename, join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { readIfPresent, UserError } from '@slipway/kit';
import { linkedWorktreeName } from '@slipway/kit/git';
import { openSession as openImages } from '@slipway/images';
import { diskReader, type Reader } from '@slipway/toolchains';
import { dotenvFiles, filesOf, findLayout, type Layout } from './files/layout.js';
import { interpolate, loadFragments, readVariables, type Fragment, type Variables } from './files/load.js';
import { originsOf, type Origins } from './model/origins.js';

/** Options that every executor of a stack has. */
export interface StackOptions {
  readonly environment?: string;
  readonly files?: readonly string[];
  readonly projectName?: string;
}

/** A stack in one environment, as this checkout runs it. All of it is known without docker. */
export interface StackSession {
  readonly workspaceRoot: string;
  /** Name of the Nx project. */
  readonly project: string;
  readonly layout: Layout;
  readonly environment?: string;
  /** Compose files in the order of `-f`, relative to the workspace root. */
  readonly files: readonly string[];
  /** Files with variables in the order of `--env-file`. */
  readonly dotenv: readonly string[];
  /** Absolute folder for what Slipway notes about this stack in this environment. */
  readonly state: string;
  /** Absolute folder for what it notes about the stack in any environment. */
  readonly sharedState: string;
  /** Set in a linked worktree, whose stack must not collide with the main one's. */
  readonly worktree?: string;
  /** What compose calls the stack. */
  readonly composeName: string;
  /** What `docker compose -p` is given; none where compose's own rule holds. */
  readonly composeProject?: string;
  /** Added to the environment of compose. */
  readonly env: Readonly<Record<string, string>>;
  /** All variables as compose sees them. */
  readonly variables: Variables;
  readonly reader: Reader;
}

/**
 * Finds the stack that an executor was started for.
 * @throws UserError where the project has no compose file, or not this environment
 */
export function openStack(
  options: StackOptions,
  context: Pick<ExecutorContext, 'root' | 'projectName' | 'projectsConfigurations' | 'nxJsonConfiguration'>,
): StackSession {
  const project = context.projectName ?? 'stack';
  const folder = context.projectsConfigurations.projects[project]?.root ?? '.';
  return openStackIn(folder, project, options, context);
}

/** Finds the stack of a folder. @param folder relative to the workspace root */
export function openStackIn(
  folder: string,
  project: string,
  options: StackOptions,
  context: Pick<ExecutorContext, 'root' | 'nxJsonConfiguration'>,
): StackSession {
  const { root } = context;
  const reader = diskReader(root);
  const layout = findLayout(folder, reader);
  if (layout === undefined) {
    throw new UserError({
      what: `project ${project} has no compose file`,
      where: { file: folder },
      fix: 'write compose.yml there: https://docs.docker.com/compose/',
    });
  }
  const files = options.files?.map((file) => posix.join(folder, file)) ?? filesOf(layout, options.environment);
  const dotenv = dotenvFiles(layout, options.environment, reader);
  const naming = nameStack(options, { root, files, dotenv, reader, context });
  const sharedState = join(root, '.slipway', ...(folder === '.' ? ['stack'] : ['stacks', encodeURIComponent(project)]));
  return {
    workspaceRoot: root,
    project,
    layout,
    ...(options.environment === undefined ? {} : { environment: options.environment }),
    files,
    dotenv,
    state: join(sharedState, options.environment ?? 'default'),
    sharedState,
    ...naming,
    reader,
  };
}

interface NamingFacts {
  readonly root: string;
  readonly files: readonly string[];
  readonly dotenv: readonly string[];
  readonly reader: Reader;
  readonly context: Pick<ExecutorContext, 'root' | 'nxJsonConfiguration'>;
}

type Naming = Pick<StackSession, 'worktree' | 'composeName' | 'composeProject' | 'env' | 'variables'>;

/** Names and tags that keep the stacks of two worktrees apart. What the user set himself is never changed. */
function nameStack({ environment, projectName }: StackOptions, facts: NamingFacts): Naming {
  const own = readVariables(facts.dotenv, process.env, facts.reader);
  const worktree = linkedWorktreeName(facts.root);
  const env = {
    ...(environment === undefined ? {} : { SLIPWAY_ENVIRONMENT: environment }),
    ...(worktree === undefined || (process.env['SLIPWAY_TAG'] ?? own['SLIPWAY_TAG']) !== undefined
      ? {}
      : { SLIPWAY_TAG: openImages(facts.context).checkoutTag }),
  };
  const variables = { ...own, ...process.env, ...env };
  const chosen = projectName ?? process.env['COMPOSE_PROJECT_NAME'] ?? own['COMPOSE_PROJECT_NAME'];
  const usual = chosen ?? baseName(facts, variables);
  const composeProject =
    projectName !== undefined
      ? toProjectName(projectName)
      : worktree === undefined || chosen !== undefined
        ? undefined
        : toProjectName(`${usual}-${worktree}`);
  return {
    env,
    variables,
    composeName: composeProject ?? usual,
    ...(worktree === undefined ? {} : { worktree }),
    ...(composeProject === undefined ? {} : { composeProject }),
  };
}

/** What compose would call the project: `name:` of the last file that has one, else the folder. */
function baseName({ root, files, reader }: NamingFacts, variables: Variables): string {
  const fragments = loadFragments(files, variables, reader).filter(({ role }) => role === 'named');
  const names = fragments.flatMap(({ data }) => (typeof data['name'] === 'string' ? [data['name']] : []));
  const last = names.at(-1);
  if (last !== undefined) return interpolate(last, variables);
  // As compose does: what a name can't have is left out.
  const folder = basename(join(root, posix.dirname(files[0] ?? '.'))).toLowerCase();
  return folder.replaceAll(/[^a-z0-9_-]/g, '').replace(/^[_-]+/, '');
}

/** A text made into a name that compose accepts. */
export function toProjectName(text: string): string {
  const name = text.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-');
  return name.replace(/^[^a-z0-9]+/, '') || 'stack';
}

/** The files of a stack as they were written, with the place of every setting. */
export function fragmentsOf({ files, variables, reader }: StackSession): readonly Fragment[] {
  return loadFragments(files, variables, reader);
}

/** Where every setting of the stack was written. @throws UserError where a file is no YAML */
export function originsOfStack({ workspaceRoot, files, dotenv, env }: StackSession): Origins {
  return originsOf({
    root: workspaceRoot,
    files,
    read: readIfPresent,
    environment: { ...process.env, ...env },
    envFiles: dotenv,
  });
}
