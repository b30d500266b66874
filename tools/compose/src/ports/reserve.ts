import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { hasErrorCode, isMissing } from '@slipway/kit';

/**
 * Between the choice of a port and the moment when a container opens it, nothing on the machine shows that it is spoken for. So a run
 * notes what it chose: one file a port, with the id of its process, worth something as long as that lives.
 */
const FOLDER = join(tmpdir(), `slipway-ports-${userInfo().username}`);

/** The ports that runs under way have chosen, to their process ids; our own are not among them. */
export function readReserved(folder = FOLDER): ReadonlyMap<number, number> {
  return new Map(
    namesIn(folder).flatMap((name): [number, number][] => {
      const pid = readPid(join(folder, name));
      return pid === undefined || pid === process.pid || !isAlive(pid) ? [] : [[Number(name), pid]];
    }),
  );
}

/** Notes the ports of this run. @returns those that another run noted first */
export function reserve(ports: readonly number[], folder = FOLDER): readonly number[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return ports.filter((port) => !take(join(folder, String(port))));
}

/** Gives the ports of this run back: by now its containers hold them, or nobody does. */
export function release(folder = FOLDER): void {
  for (const name of namesIn(folder)) {
    const file = join(folder, name);
    if (readPid(file) === process.pid) rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error;
  }
  const pid = readPid(file);
  if (pid === process.pid) return true;
  if (pid !== undefined && isAlive(pid)) return false;
  rmSync(file, { force: true });
  return take(file);
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** True for a process that runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasErrorCode(error, 'EPERM');
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
