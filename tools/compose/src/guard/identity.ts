import { readIfPresent } from '@slipway/kit';
import { run } from '@slipway/kit/process';
import { isAlive } from '../ports/reserve.js';

/**
 * What tells a process from every other that has had its number or will have it: when it began, in the words of this system.
 * `undefined` where no such process runs.
 */
export async function identityOf(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  return fromProc(pid) ?? (await fromPs(pid)) ?? 'unknown';
}

function fromProc(pid: number): string | undefined {
  const boot = readIfPresent('/proc/sys/kernel/random/boot_id')?.trim();
  const stat = readIfPresent(`/proc/${String(pid)}/stat`);
  // The second field is a program's name in brackets, which may hold anything; twenty fields on is the moment of its start.
  const began = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return boot === undefined || began === undefined ? undefined : `${boot} ${began}`;
}

async function fromPs(pid: number): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  const outcome = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { LC_ALL: 'C', TZ: 'UTC' } });
  const began = outcome.kind === 'exited' ? outcome.stdout.trim() : '';
  return began === '' ? undefined : began;
}
