import { existsSync } from 'node:fs';
import { unreachable, writeAtomically } from '@slipway/kit';
import { install, readMirrors, updateLists } from '../apt.js';
import { runOrFail } from '../programs.js';
import { startDaemon } from './daemon.js';
import { observeAnswer } from './observe.js';
import type { EngineStep } from './plan.js';

/** Where an engine that we start writes. */
export const LOG_FILE = '/var/log/dockerd.log';

/** Releases that carry a new engine themselves; to every other one we add the first of these, for the engine alone. */
const NEW_ENOUGH = ['forky', 'sid'] as const;

const SOURCES = '/etc/apt/sources.list.d/slipway-engine.sources';
const PREFERENCES = '/etc/apt/preferences.d/slipway-engine';
const DAEMON_CONFIGURATION = '/etc/docker/daemon.json';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const START_TIMEOUT_MS = 60_000;

/** Carries out one step; what it starts is stopped by the signal. */
export async function actOnEngine(step: EngineStep, endpoint: string, signal?: AbortSignal): Promise<void> {
  switch (step.kind) {
    case 'install':
      return installEngine(step.packages, step.codename, signal);
    case 'start':
      return step.by === 'systemd' ? startService(signal) : startProgram(step.program, endpoint, signal);
    default:
      return unreachable(step);
  }
}

async function installEngine(packages: readonly string[], codename: string, signal?: AbortSignal): Promise<void> {
  if (!NEW_ENOUGH.some((release) => release === codename)) {
    const { main } = await readMirrors(codename, signal);
    writeAtomically(SOURCES, sourcesOf(main));
    writeAtomically(PREFERENCES, preferencesFor(packages));
  }
  // Before the packages: where there is a service manager, installing them starts the engine.
  if (!existsSync(DAEMON_CONFIGURATION)) writeAtomically(DAEMON_CONFIGURATION, daemonConfiguration());
  await updateLists(signal);
  await install(packages, signal);
}

function sourcesOf(mirror: string): string {
  return [
    'Types: deb',
    `URIs: ${mirror}`,
    `Suites: ${NEW_ENOUGH[0]}`,
    'Components: main',
    `Signed-By: ${KEYRING}`,
    '',
  ].join('\n');
}

/** The engine from the newer release, and nothing else from there unless the engine cannot do without it. */
function preferencesFor(packages: readonly string[]): string {
  const pin = (what: string, priority: number): string =>
    [`Package: ${what}`, `Pin: release n=${NEW_ENOUGH[0]}`, `Pin-Priority: ${String(priority)}`, ''].join('\n');
  const ofEngine = packages.filter((name) => name !== 'iptables');
  return [pin(ofEngine.join(' '), 900), pin('*', 50)].join('\n');
}

/** With this store an image's id is its manifest digest, the same as in a registry. */
function daemonConfiguration(): string {
  return `${JSON.stringify({ features: { 'containerd-snapshotter': true } }, null, 2)}\n`;
}

async function startService(signal?: AbortSignal): Promise<void> {
  await runOrFail('starting the engine', 'systemctl', ['start', 'docker'], signal === undefined ? {} : { signal });
}

async function startProgram(program: string, endpoint: string, signal?: AbortSignal): Promise<void> {
  const answers = async (): Promise<boolean> => (await observeAnswer(endpoint)).kind === 'answers';
  // An init script may have started it as it was installed.
  if (await answers()) return;
  await startDaemon({
    program,
    log: LOG_FILE,
    timeoutMs: START_TIMEOUT_MS,
    answers,
    ...(signal === undefined ? {} : { signal }),
  });
}
