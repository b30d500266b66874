import { existsSync } from 'node:fs';
import { release } from 'node:os';
import { readIfPresent, UserError } from '@slipway/kit';
import { askEngine, docker, findEndpoint } from '@slipway/images/docker';
import { findProgram } from '../programs.js';
import type { Client, Distribution, EngineAnswer, EngineFacts, Host } from './facts.js';

/** Looks at the engine, the docker command and this machine, and changes nothing. */
export async function observeEngine(): Promise<EngineFacts> {
  const endpoint = findEndpoint();
  const [engine, client] = await Promise.all([observeAnswer(endpoint), observeClient()]);
  return { endpoint, engine, client, host: observeHost() };
}

/** Asks the engine for its version. */
export async function observeAnswer(endpoint: string): Promise<EngineAnswer> {
  try {
    const { status, body } = await askEngine('/version', endpoint);
    return status === 200 ? parseVersion(body) : { kind: 'silent', reason: `it answers with status ${String(status)}` };
  } catch (error) {
    return explainSilence(error);
  }
}

interface VersionAnswer {
  readonly Version?: string;
  readonly Os?: string;
  readonly Components?: readonly { readonly Name?: string }[];
}

function parseVersion(body: string): EngineAnswer {
  const { Version, Os, Components } = JSON.parse(body) as VersionAnswer;
  const isPodman = Components?.some(({ Name }) => Name?.startsWith('Podman')) ?? false;
  return { kind: 'answers', product: isPodman ? 'podman' : 'docker', version: Version ?? 'unknown', os: Os ?? 'linux' };
}

/** Turns what the system says of a socket into words; the sentence for the user is the plan's to write. */
export function explainSilence(error: unknown): EngineAnswer & { kind: 'denied' | 'silent' } {
  const cause = error instanceof UserError ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return { kind: 'denied', reason: 'permission denied' };
    case 'ENOENT':
      return { kind: 'silent', reason: 'there is no socket' };
    case 'ECONNREFUSED':
      return { kind: 'silent', reason: 'the socket is left from an engine that has ended' };
    default:
      return { kind: 'silent', reason: cause instanceof Error ? cause.message : String(cause) };
  }
}

async function observeClient(): Promise<Client> {
  if (findProgram('docker') === undefined && process.platform !== 'win32') return { kind: 'absent' };
  const outcome = await docker(['buildx', 'version']);
  const answered = outcome.kind === 'exited' && outcome.exitCode === 0;
  return { kind: 'present', buildx: answered ? outcome.stdout : undefined };
}

function observeHost(): Host {
  return {
    platform: process.platform,
    distribution: parseDistribution(readIfPresent('/etc/os-release')),
    isRoot: process.getuid?.() === 0,
    isWsl: process.platform === 'linux' && release().toLowerCase().includes('microsoft'),
    hasSystemd: existsSync('/run/systemd/system'),
    hasPodman: findProgram('podman') !== undefined,
    dockerd: findProgram('dockerd'),
  };
}

/** Reads the text of /etc/os-release. */
export function parseDistribution(text: string | undefined): Distribution | undefined {
  if (text === undefined) return undefined;
  const fields = new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const match = /^(\w+)=(.*)$/.exec(line.trim());
      return match?.[1] === undefined ? [] : [[match[1], (match[2] ?? '').replace(/^(["'])(.*)\1$/, '$2')]];
    }),
  );
  const id = fields.get('ID');
  if (id === undefined) return undefined;
  return { id, codename: fields.get('VERSION_CODENAME') ?? '', name: fields.get('PRETTY_NAME') ?? id };
}
