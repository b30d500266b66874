import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Duplex, type Readable } from 'node:stream';
import { isRecord, readIfPresent, UserError } from '@slipway/kit';
import type { RunOptions, RunOutcome } from '@slipway/kit/process';

/**
 * Runs the docker command line with an argument array. This file is the only place where docker is started or its engine is asked.
 * @throws UserError where there is no docker command on PATH.
 */
export async function docker(args: readonly string[], options: RunOptions = {}): Promise<RunOutcome> {
  // Loaded when first needed: most runs find everything present and start no program at all.
  const { run } = await import('@slipway/kit/process');
  const outcome = await run('docker', args, options);
  if (outcome.kind === 'not-found') {
    throw new UserError({
      what: 'there is no `docker` command on PATH',
      fix: 'install Docker Engine with buildx (https://docs.docker.com/engine/install/), or Docker Desktop on macOS and Windows',
    });
  }
  return outcome;
}

/** Where the engine listens, as the docker command line would find it: DOCKER_HOST, DOCKER_CONTEXT, the current context, the default. */
export function findEndpoint(env: NodeJS.ProcessEnv = process.env): string {
  const host = env['DOCKER_HOST'];
  if (host !== undefined && host !== '') return host;
  const config = env['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
  const context = env['DOCKER_CONTEXT'] ?? currentContext(join(config, 'config.json')) ?? 'default';
  if (context === 'default') return 'unix:///var/run/docker.sock';
  const id = createHash('sha256').update(context).digest('hex');
  const meta = readIfPresent(join(config, 'contexts', 'meta', id, 'meta.json'));
  const endpoint = meta === undefined ? undefined : contextHost(JSON.parse(meta));
  if (endpoint === undefined) {
    throw new UserError({
      what: `the docker context "${context}" does not exist or names no host`,
      fix: 'see `docker context ls`, then `docker context use NAME`',
    });
  }
  return endpoint;
}

function currentContext(path: string): string | undefined {
  const text = readIfPresent(path);
  if (text === undefined) return undefined;
  const config: unknown = JSON.parse(text);
  return isRecord(config) && typeof config['currentContext'] === 'string' ? config['currentContext'] : undefined;
}

function contextHost(meta: unknown): string | undefined {
  if (!isRecord(meta) || !isRecord(meta['Endpoints'])) return undefined;
  const endpoint = meta['Endpoints']['docker'];
  return isRecord(endpoint) && typeof endpoint['Host'] === 'string' ? endpoint['Host'] : undefined;
}

/** An answer of the engine: HTTP status and body text. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
}

/** How long one question to the engine may take. A listing of many images on a slow disk has been seen to take seconds. */
const ANSWER_TIMEOUT_MS = 60_000;

/**
 * Sends one GET to the Engine API (https://docs.docker.com/reference/api/engine/), over the unix socket where there is one and through
 * `docker system dial-stdio` for every other kind of endpoint, so that ssh, TLS and named pipes work as they do for docker itself.
 * @throws UserError where no engine answers.
 */
export async function askEngine(path: string, endpoint: string = findEndpoint()): Promise<EngineAnswer> {
  try {
    return await send(path, endpoint);
  } catch (error) {
    throw new UserError(
      {
        what: `no container engine answers at ${endpoint} (${error instanceof Error ? error.message : String(error)})`,
        fix: engineAdvice(endpoint),
      },
      { cause: error },
    );
  }
}

/** What to do where no engine answers. */
function engineAdvice(endpoint: string): string {
  if (!endpoint.startsWith('unix://'))
    return 'start the engine there, or choose another with `docker context use NAME`';
  const start = ['darwin', 'win32'].includes(process.platform)
    ? 'start Docker Desktop'
    : 'start it with `sudo systemctl start docker`';
  return `${start}, or choose another engine with \`docker context use NAME\``;
}

function send(path: string, endpoint: string): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    const socketPath = endpoint.startsWith('unix://') ? endpoint.slice('unix://'.length) : undefined;
    const asked = request(
      {
        path,
        method: 'GET',
        timeout: ANSWER_TIMEOUT_MS,
        headers: { host: 'docker', connection: 'close' },
        ...(socketPath === undefined ? { createConnection: dialThroughCli } : { socketPath }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
        });
      },
    );
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${String(ANSWER_TIMEOUT_MS / 1000)} s`)));
    asked.on('error', reject);
    asked.end();
  });
}

function dialThroughCli(): Duplex {
  const child = spawn('docker', ['system', 'dial-stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const stream = Duplex.from({ writable: child.stdin, readable: child.stdout });
  child.on('error', (error) => stream.destroy(error));
  stream.on('close', () => child.kill());
  return stream;
}

/** Starts a docker command whose output is bytes to be read as they come. `ended` rejects where it fails. */
export function openDocker(args: readonly string[]): { readonly stdout: Readable; readonly ended: Promise<void> } {
  const child = spawn('docker', [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new UserError({ what: `docker ${args.join(' ')} failed: ${said.trim()}`, fix: 'see the message above' }),
        );
    });
  });
  return { stdout: child.stdout, ended };
}
