import type { Client, EngineAnswer, EngineFacts, Host } from './facts.js';
import { describeEngineStep, planEngine } from './plan.js';

const bareDebian: Host = {
  platform: 'linux',
  distribution: { id: 'debian', codename: 'bookworm', name: 'Debian GNU/Linux 12 (bookworm)' },
  isRoot: true,
  isWsl: false,
  hasSystemd: false,
  hasPodman: false,
  dockerd: undefined,
};
const ubuntu: Host = {
  ...bareDebian,
  isRoot: false,
  hasSystemd: true,
  distribution: { id: 'ubuntu', codename: 'noble', name: 'Ubuntu' },
};
const mac: Host = { ...bareDebian, platform: 'darwin', isRoot: false, distribution: undefined };
const docker28: EngineAnswer = { kind: 'answers', product: 'docker', version: '28.5.2+dfsg4', os: 'linux' };
const noSocket: EngineAnswer = { kind: 'silent', reason: 'there is no socket' };
const withBuildx: Client = { kind: 'present', buildx: 'github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4' };

function facts(changes: Partial<EngineFacts>): EngineFacts {
  return {
    endpoint: 'unix:///var/run/docker.sock',
    engine: docker28,
    client: withBuildx,
    host: bareDebian,
    ...changes,
  };
}

/** The plan as a user reads it. */
function read(changes: Partial<EngineFacts>): readonly string[] {
  const plan = planEngine(facts(changes));
  switch (plan.kind) {
    case 'ready':
      return [`ready: ${plan.version}`];
    case 'act':
      return plan.steps.map(describeEngineStep);
    case 'stop':
      return [plan.problem.what, plan.problem.fix ?? ''];
  }
}

const ALL = 'docker.io docker-cli docker-buildx docker-compose containerd iptables';

describe('an engine that answers', () => {
  test.each<[string, Partial<EngineFacts>, string]>([
    ['is used as it is', {}, 'ready: 28.5.2'],
    ['is used wherever it is', { endpoint: 'ssh://build@far', host: mac }, 'ready: 28.5.2'],
    ['may be built from a branch', { engine: { ...docker28, version: 'dev' } }, 'ready: dev'],
    [
      'may be too old',
      { engine: { ...docker28, version: '24.0.9' } },
      'the engine is 24.0.9, and 25.0 is the oldest that can load what is built',
    ],
    [
      'may be podman',
      { engine: { ...docker28, product: 'podman', version: '5.2.0' } },
      'the engine that answers is podman 5.2.0, which has no BuildKit',
    ],
    [
      'may run Windows containers',
      { engine: { ...docker28, os: 'windows' } },
      'the engine runs windows containers, and the images are for linux',
    ],
    ['needs buildx', { client: { kind: 'present', buildx: undefined } }, 'docker has no buildx plugin'],
    [
      'needs a new buildx',
      { client: { kind: 'present', buildx: 'github.com/docker/buildx v0.11.2 9872040' } },
      'buildx is 0.11.2, and 0.13 is the oldest that can write what is built',
    ],
  ])('%s', (_name, changes, expected) => {
    expect(read(changes)[0]).toBe(expected);
  });

  test('is never replaced where only the command is missing', () => {
    expect(read({ client: { kind: 'absent' } })).toEqual([
      'engine: install docker-cli docker-buildx docker-compose (there is no docker command)',
    ]);
  });
});

describe('bare Debian, as root', () => {
  test('gets an engine installed and started', () => {
    expect(read({ engine: noSocket, client: { kind: 'absent' } })).toEqual([
      `engine: install ${ALL} (there is no docker command)`,
      'engine: start /usr/sbin/dockerd (there is no socket)',
    ]);
  });

  test('gets one too where there is only a command', () => {
    expect(read({ engine: noSocket, client: { kind: 'present', buildx: undefined } })[0]).toBe(
      `engine: install ${ALL} (there is no dockerd)`,
    );
  });

  test('gets an installed one started', () => {
    expect(read({ engine: noSocket, host: { ...bareDebian, dockerd: '/usr/bin/dockerd' } })).toEqual([
      'engine: start /usr/bin/dockerd (there is no socket)',
    ]);
  });

  test('has its service manager start it', () => {
    expect(read({ engine: noSocket, host: { ...bareDebian, dockerd: '/usr/sbin/dockerd', hasSystemd: true } })).toEqual(
      ['engine: start docker.service (there is no socket)'],
    );
  });
});

describe('everywhere else one sentence and a command are said', () => {
  test.each<[string, Partial<EngineFacts>, string, string]>([
    [
      'Debian, not root',
      { client: { kind: 'absent' }, host: { ...bareDebian, isRoot: false } },
      'there is no docker command on PATH',
      'sudo "$(command -v node)" tools/engine/dist/cli.js',
    ],
    [
      'Debian below Windows',
      { client: { kind: 'absent' }, host: { ...bareDebian, isWsl: true } },
      'there is no docker command',
      'WSL integration',
    ],
    [
      'Ubuntu',
      { client: { kind: 'absent' }, host: ubuntu },
      'there is no docker command',
      'apt-get install docker.io docker-buildx',
    ],
    [
      'a Linux we do not know',
      { client: { kind: 'absent' }, host: { ...ubuntu, distribution: undefined } },
      'there is no docker command',
      'https://docs.docker.com/engine/install/',
    ],
    [
      'podman alone',
      { client: { kind: 'absent' }, host: { ...ubuntu, hasPodman: true } },
      'podman is here, but has no BuildKit',
      'apt-get install',
    ],
    [
      'a stopped engine',
      { engine: noSocket, host: { ...ubuntu, dockerd: '/usr/bin/dockerd' } },
      'no container engine answers',
      'sudo systemctl start docker',
    ],
    [
      'a stopped engine without a service manager',
      { engine: noSocket, host: { ...ubuntu, dockerd: '/usr/bin/dockerd', hasSystemd: false } },
      'no container engine answers',
      'sudo dockerd',
    ],
    [
      'macOS without Docker',
      { client: { kind: 'absent' }, host: mac },
      'there is no docker command',
      'brew install --cask docker',
    ],
    [
      'macOS, stopped',
      { endpoint: 'unix:///Users/me/.docker/run/docker.sock', engine: noSocket, host: mac },
      'no container engine answers',
      'open -a Docker',
    ],
    [
      'Windows, stopped',
      { endpoint: 'npipe:////./pipe/docker_engine', engine: noSocket, host: { ...mac, platform: 'win32' } },
      'no container engine answers',
      'Docker Desktop',
    ],
    [
      'a user outside the group',
      { engine: { kind: 'denied', reason: 'permission denied' }, host: ubuntu },
      'may not ask it (permission denied)',
      'usermod -aG docker',
    ],
    [
      'root outside the namespace',
      { engine: { kind: 'denied', reason: 'permission denied' } },
      'may not ask it',
      'usermod',
    ],
    [
      'another engine that is off',
      { endpoint: 'tcp://far:2376', engine: noSocket },
      'at tcp://far:2376, which DOCKER_HOST or the docker context names',
      'unset DOCKER_HOST',
    ],
    [
      'another socket that is off',
      { endpoint: 'unix:///run/user/1000/docker.sock', engine: noSocket },
      'which DOCKER_HOST',
      'unset DOCKER_HOST',
    ],
  ])('%s', (_name, changes, what, fix) => {
    const plan = planEngine(facts(changes));
    expect(plan.kind).toBe('stop');
    expect(read(changes)[0]).toContain(what);
    expect(read(changes)[1]).toContain(fix);
  });
});
