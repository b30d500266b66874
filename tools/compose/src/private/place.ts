import { readlinkSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { findEndpoint } from '@slipway/images/docker';
import { hasErrorCode, isMissing, sha256 } from '@slipway/kit';

/**
 * The folder in which the private stacks of a workspace are noted, one folder each by compose's name of it. It is another one for every
 * machine, engine, and set of process numbers: whether a process is gone can only be told of one that could be seen. So what two containers
 * start that share a checkout is never taken for a leftover by the other one.
 */
export function privateFolder(workspaceRoot: string): string {
  const place = [hostname(), processNumbers(), findEndpoint(), realpathSync(workspaceRoot)];
  return join(workspaceRoot, '.slipway', 'environments', sha256(JSON.stringify(place)).slice(0, 12));
}

/** What this system calls the set of numbers that its processes have; nothing where it has only one. */
function processNumbers(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch (error) {
    if (isMissing(error) || hasErrorCode(error, 'EACCES')) return '';
    throw error;
  }
}
