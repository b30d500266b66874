import { toProjectName } from '../session.js';

/** Who asked for a private stack, and what tells it from others that he asked for. */
export interface PrivateNaming {
  /** What compose calls the stack that it is one of. */
  readonly stack: string;
  /** The Nx project that it is for. */
  readonly project: string;
  /** Eight hexadecimal digits. */
  readonly id: string;
}

/** Containers are known to each other by their names too, and a name in DNS has 63 characters. */
const LONGEST = 20;

/** What compose calls a private stack: `<stack>-it-<project>-<id>`. */
export function privateName({ stack, project, id }: PrivateNaming): string {
  const short = (text: string): string =>
    toProjectName(text)
      .slice(0, LONGEST)
      .replace(/[-_]+$/, '');
  return `${short(stack)}-it-${short(project)}-${id}`;
}

/** True for a name that {@link privateName} may have given: nothing else is ever removed as somebody's leftover. */
export function isPrivateName(name: string): boolean {
  return /^[a-z0-9][a-z0-9_-]*-it-[a-z0-9][a-z0-9_-]*-[0-9a-f]{8}$/.test(name);
}
