import type { Problem } from '@slipway/kit';
import { adviseEngine, DEFAULT_ENDPOINT } from './advice.js';
import type { EngineAnswer, EngineFacts } from './facts.js';
import { isOlder, release } from './version.js';

/** The oldest that can do what builds ask: 25.0 is the first to load an OCI layout, 0.13 to write one as a folder of many images. */
export const OLDEST = { engine: '25.0', buildx: '0.13' } as const;

/** What Debian calls the parts of an engine. */
const CLIENT_PACKAGES = ['docker-cli', 'docker-buildx', 'docker-compose'] as const;
const ENGINE_PACKAGES = ['docker.io', ...CLIENT_PACKAGES, 'containerd', 'iptables'] as const;

/** One thing to do, and why. */
export type EngineStep =
  | {
      readonly kind: 'install';
      readonly cause: string;
      readonly packages: readonly string[];
      readonly codename: string;
    }
  | { readonly kind: 'start'; readonly cause: string; readonly by: 'systemd' }
  | { readonly kind: 'start'; readonly cause: string; readonly by: 'dockerd'; readonly program: string };

/** What to do for an engine: nothing, some steps, or tell the user what only the user can do. */
export type EnginePlan =
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'act'; readonly steps: readonly EngineStep[] }
  | { readonly kind: 'stop'; readonly problem: Problem };

/** Decides from what was observed. Installing and starting is only for bare Debian; an engine that answers is never touched. */
export function planEngine(facts: EngineFacts): EnginePlan {
  if (facts.engine.kind === 'answers' && facts.client.kind === 'present') {
    const problem = findShortcoming(facts.engine, facts.client.buildx);
    return problem === undefined
      ? { kind: 'ready', version: release(facts.engine.version) }
      : { kind: 'stop', problem };
  }
  return maySetUp(facts) ? { kind: 'act', steps: setUp(facts) } : { kind: 'stop', problem: adviseEngine(facts) };
}

function maySetUp({ endpoint, engine, host }: EngineFacts): boolean {
  return (
    host.distribution?.id === 'debian' &&
    host.isRoot &&
    !host.isWsl &&
    endpoint === DEFAULT_ENDPOINT &&
    engine.kind !== 'denied'
  );
}

function setUp({ client, engine, host }: EngineFacts): readonly EngineStep[] {
  const steps: EngineStep[] = [];
  const missing =
    client.kind === 'absent'
      ? 'there is no docker command'
      : host.dockerd === undefined
        ? 'there is no dockerd'
        : undefined;
  if (missing !== undefined) {
    const packages = engine.kind === 'answers' ? CLIENT_PACKAGES : ENGINE_PACKAGES;
    steps.push({ kind: 'install', cause: missing, packages, codename: host.distribution?.codename ?? '' });
  }
  if (engine.kind === 'silent') {
    steps.push(
      host.hasSystemd
        ? { kind: 'start', cause: engine.reason, by: 'systemd' }
        : { kind: 'start', cause: engine.reason, by: 'dockerd', program: host.dockerd ?? '/usr/sbin/dockerd' },
    );
  }
  return steps;
}

function findShortcoming(engine: EngineAnswer & { kind: 'answers' }, buildx: string | undefined): Problem | undefined {
  if (engine.product === 'podman') {
    return {
      what: `the engine that answers is podman ${engine.version}, which has no BuildKit`,
      fix: 'install Docker Engine (https://docs.docker.com/engine/install/) and unset DOCKER_HOST',
    };
  }
  if (engine.os !== 'linux') {
    return {
      what: `the engine runs ${engine.os} containers, and the images are for linux`,
      fix: 'choose "Switch to Linux containers" in the menu of Docker Desktop',
    };
  }
  if (isOlder(engine.version, OLDEST.engine)) {
    return {
      what: `the engine is ${release(engine.version)}, and ${OLDEST.engine} is the oldest that can load what is built`,
      fix: 'update it: https://docs.docker.com/engine/install/',
    };
  }
  if (buildx === undefined) {
    return {
      what: 'docker has no buildx plugin',
      fix: 'install the package docker-buildx-plugin (docker-buildx in Debian and Ubuntu), or see https://docs.docker.com/go/buildx/',
    };
  }
  if (isOlder(buildx, OLDEST.buildx)) {
    return {
      what: `buildx is ${release(buildx)}, and ${OLDEST.buildx} is the oldest that can write what is built`,
      fix: 'update it: https://docs.docker.com/go/buildx/',
    };
  }
  return undefined;
}

/** One line a step, for `--dry-run`. */
export function describeEngineStep(step: EngineStep): string {
  switch (step.kind) {
    case 'install':
      return `engine: install ${step.packages.join(' ')} (${step.cause})`;
    case 'start':
      return `engine: start ${step.by === 'systemd' ? 'docker.service' : step.program} (${step.cause})`;
  }
}
