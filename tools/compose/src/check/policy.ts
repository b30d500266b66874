import { join } from 'node:path';
import { imageNamesOf, LOCK_FILE, openSession as openImages, parseLock } from '@slipway/images';
import type { ExecutorContext } from '@nx/devkit';
import { readIfPresent } from '@slipway/kit';
import type { Origins } from '../model/origins.js';
import { stackOf, type Stack } from '../model/stack.js';
import {
  allRules,
  checkPolicy,
  gatherFileFacts,
  gatherImageFacts,
  parseWaivers,
  POLICY_FILE,
  type PolicyReport,
} from '../policy/index.js';
import type { StackSession } from '../session.js';

/** What the policy is asked about. */
export interface PolicyQuestion {
  readonly session: StackSession;
  /** What compose printed, as data. */
  readonly merged: unknown;
  readonly origins: Origins;
  readonly context: Pick<ExecutorContext, 'root' | 'nxJsonConfiguration' | 'projectGraph'>;
}

/** A merged stack with the place of every setting, as rules and repairs want it. */
export function policyStack({ session, merged, origins }: PolicyQuestion): Stack {
  return stackOf(merged, origins, session.workspaceRoot);
}

/** Holds a stack against the rules of its environment, with all that this machine knows of its images and files. */
export async function holdAgainstPolicy(question: PolicyQuestion): Promise<PolicyReport> {
  const { session, context } = question;
  const stack = policyStack(question);
  const { workspaceName, lock } = openImages(context);
  const file = join(session.layout.folder, POLICY_FILE);
  const text = session.reader.read(file);
  const composeLock = parseLock(session.reader.read(join(session.layout.folder, 'compose', LOCK_FILE)));
  return checkPolicy(stack, {
    ...(session.environment === undefined ? {} : { environment: session.environment }),
    facts: {
      images: await gatherImageFacts(stack.model),
      files: gatherFileFacts(stack.model),
      ownImages: [...imageNamesOf(workspaceName, context.projectGraph).values()],
      lockedImages: [...Object.keys(lock.images), ...Object.keys(composeLock.images)],
    },
    ...(text === undefined
      ? {}
      : {
          waivers: parseWaivers(
            text,
            file,
            allRules.map(({ id }) => id),
          ),
        }),
    today: new Date().toISOString().slice(0, 10),
  });
}

/** Reads a file by the name that places have for it. */
export function readPlaced({ workspaceRoot }: StackSession, file: string): string | undefined {
  return readIfPresent(join(workspaceRoot, file));
}
