import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { run } from '@slipway/kit/process';
import { hasErrorCode, readIfPresent } from '@slipway/kit';
import type { Listener, WantedPort } from './plan.js';

/** One socket of `/proc/net/tcp`. */
interface Socket extends Listener {
  readonly inode: string;
}

const LISTENING = '0A';
const UNCONNECTED = '07';

/** The sockets that wait for others, of a table as Linux writes it. @param text content of /proc/net/tcp, tcp6, udp or udp6 */
export function parseSockets(text: string, protocol: string): readonly Socket[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line): Socket[] => {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      const [address, port] = local?.split(':') ?? [];
      if (address === undefined || port === undefined || inode === undefined) return [];
      if (state !== (protocol === 'tcp' ? LISTENING : UNCONNECTED)) return [];
      return [{ hostIp: readAddress(address), hostPort: Number.parseInt(port, 16), protocol, inode }];
    });
}

/** The kernel writes addresses as words of four bytes in the machine's order. An IPv4 one inside IPv6 is meant as such. */
function readAddress(hex: string): string {
  if (/^0+$/.test(hex)) return '';
  const word = hex.startsWith('0000000000000000FFFF0000') ? hex.slice(24) : hex;
  if (word.length !== 8) return hex.endsWith('00000001') || hex.endsWith('01000000') ? '127.0.0.1' : hex;
  return [6, 4, 2, 0].map((at) => String(Number.parseInt(word.slice(at, at + 2), 16))).join('.');
}

function readSockets(): readonly Socket[] | undefined {
  const tables = [
    ['tcp', '/proc/net/tcp'],
    ['tcp', '/proc/net/tcp6'],
    ['udp', '/proc/net/udp'],
    ['udp', '/proc/net/udp6'],
  ] as const;
  const texts = tables.flatMap(([protocol, path]) => {
    const text = readIfPresent(path);
    return text === undefined ? [] : parseSockets(text, protocol);
  });
  return texts.length === 0 && readIfPresent('/proc/net/tcp') === undefined ? undefined : texts;
}

/** The ports of this machine that programs listen on, as far as they matter for the wanted ones. */
export async function readListeners(wanted: readonly WantedPort[]): Promise<readonly Listener[]> {
  const sockets = readSockets();
  if (sockets !== undefined) return sockets;
  // No /proc (macOS, Windows): a port that can't be opened is taken.
  const tried = await Promise.all(
    wanted.filter(({ protocol }) => protocol === 'tcp').map(async (port) => ((await canOpen(port)) ? [] : [port])),
  );
  return tried.flat();
}

function canOpen({ hostIp, hostPort }: WantedPort): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      resolve(!hasErrorCode(error, 'EADDRINUSE'));
    });
    server.listen({ port: hostPort, host: hostIp === '' ? '0.0.0.0' : hostIp, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** Which program listens on a port, as far as this user may see it: `nginx (process 812)`. */
export async function describeListener({ hostPort, protocol }: Listener): Promise<string> {
  const inodes = readSockets()
    ?.filter((socket) => socket.hostPort === hostPort && socket.protocol === protocol)
    .map(({ inode }) => `socket:[${inode}]`);
  const unknown = 'a program on this machine';
  return inodes === undefined ? ((await askLsof(hostPort)) ?? unknown) : (findProcess(inodes) ?? unknown);
}

function findProcess(links: readonly string[]): string | undefined {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const holds = readdirSync(`/proc/${pid}/fd`).some((fd) => links.includes(readlinkSync(`/proc/${pid}/fd/${fd}`)));
      if (holds) return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;
    } catch {
      // A process that ended meanwhile, or belongs to somebody else.
    }
  }
  return undefined;
}

async function askLsof(hostPort: number): Promise<string | undefined> {
  const outcome = await run('lsof', ['-nP', `-iTCP:${String(hostPort)}`, '-sTCP:LISTEN', '-Fpc']);
  if (outcome.kind !== 'exited') return undefined;
  const pid = /^p(\d+)$/m.exec(outcome.stdout)?.[1];
  const name = /^c(.+)$/m.exec(outcome.stdout)?.[1];
  return pid === undefined ? undefined : `${name ?? 'a program'} (process ${pid})`;
}
