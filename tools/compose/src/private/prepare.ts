import { randomBytes } from 'node:crypto';
import { join, posix, relative } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { UserError } from '@slipway/kit';
import { didYouMean } from '../closest.js';
import { toModel, type Model } from '../merged/model.js';
import { readMerged } from '../observe/compose.js';
import { overrideText } from '../ports/override.js';
import { wantedPorts } from '../ports/plan.js';
import { openStackIn, type StackSession } from '../session.js';
import { privateName } from './names.js';
import { privateFolder } from './place.js';

/** Of which stack a private one is wanted, and by whom. */
export interface PrivateStackRequest {
  readonly context: ExecutorContext;
  /** The Nx project that it is for. */
  readonly project: string;
  /** The Nx project of the stack; by default the one at the workspace's root. */
  readonly stack?: string;
  /** By default `test` where the stack has such an environment, else the stack as plain compose sees it. */
  readonly environment?: string;
}

/** A private stack before anything of it is there. */
export interface PreparedStack {
  readonly session: StackSession;
  readonly model: Model;
  /** What has to be merged last so that it meets no other stack; none where the files see to that. */
  readonly override?: string;
}

const OVERRIDE = 'private.yml';

/**
 * Reads a stack under a name of its own. Nothing is written or started.
 * @throws UserError where there is no such stack, or not this environment of it, or compose can't read it
 */
export async function preparePrivateStack(request: PrivateStackRequest): Promise<PreparedStack> {
  const { context, project } = request;
  const { name, folder } = findStack(request);
  const shared = openStackIn(folder, name, {}, context);
  const environment = request.environment ?? ('test' in shared.layout.environments ? 'test' : undefined);
  const asked = environment === undefined ? {} : { environment };
  const stack = openStackIn(folder, name, asked, context).composeName;
  const id = randomBytes(4).toString('hex');
  const session = openStackIn(folder, name, { ...asked, projectName: privateName({ stack, project, id }) }, context);
  const state = join(privateFolder(context.root), session.composeName);
  const own: StackSession = { ...session, state, sharedState: state };
  const model = toModel(await readMerged(own));
  const override = separate(model);
  return { session: own, model, ...(override === undefined ? {} : { override }) };
}

function findStack({ context, stack }: PrivateStackRequest): { readonly name: string; readonly folder: string } {
  const { projects } = context.projectsConfigurations;
  if (stack === undefined) {
    const atRoot = Object.entries(projects).find(([, { root }]) => posix.normalize(root) === '.');
    return { name: atRoot?.[0] ?? 'stack', folder: '.' };
  }
  const found = projects[stack];
  if (found !== undefined) return { name: stack, folder: posix.normalize(found.root) };
  throw new UserError({
    what: `there is no project "${stack}" whose stack could be started`,
    fix: didYouMean(stack, Object.keys(projects)),
  });
}

/** Ports of fixed numbers become free ones, and nothing has a name, or a place in a network, that is not its own. */
function separate(model: Model): string | undefined {
  const moved = wantedPorts(model, Object.keys(model.services)).map((port) => ({
    ...port,
    movedTo: 0,
    holder: { kind: 'service' as const, service: port.service },
  }));
  return overrideText({ model, moved, leftOut: [], isolate: true });
}

/** The session with its override among its files. */
export function withOverride({ session, override }: PreparedStack): {
  readonly session: StackSession;
  readonly file?: string;
} {
  if (override === undefined) return { session };
  const file = join(session.state, OVERRIDE);
  return {
    session: { ...session, files: [...session.files, relative(session.workspaceRoot, file)] },
    file,
  };
}
