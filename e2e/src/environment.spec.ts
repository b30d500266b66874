import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { docker } from '@slipway/images/docker';
import { run } from '@slipway/kit/process';
import { eventually } from './stack.js';
import { dockerText, repository } from './workspace.js';

const PROGRAM = join(repository, 'tools/suites/dist/testing/with-environment.js');
const root = mkdtempSync(join(tmpdir(), 'slipway-environment-'));
/** No other run of these tests has this name, so whatever carries it is ours. */
const stack = `e2e${root
  .slice(-6)
  .toLowerCase()
  .replaceAll(/[^a-z0-9]/g, 'x')}`;

const answers = `perl, -MIO::Socket::INET, -e, '$$s=IO::Socket::INET->new(Listen=>9,LocalPort=>6379,ReuseAddr=>1);while($$c=$$s->accept){print $$c $$ENV{WHO};close $$c}'`;
const isThere = `perl, -MIO::Socket::INET, -e, 'exit !IO::Socket::INET->new("127.0.0.1:6379")'`;
/** A store that tells whoever asks to which environment it belongs. */
const store = `
    image: debian:trixie-slim
    init: true
    command: [${answers}]
    environment: { WHO: '\${COMPOSE_PROJECT_NAME}' }
    healthcheck: { test: [CMD, ${isThere}], interval: 30s, start_interval: 200ms, start_period: 60s }`;

const files = {
  'compose.yml': `name: ${stack}
services:
  store:${store}
    secrets: [store-password]
    volumes: [data:/data, /scratch]
  crashes:
    image: debian:trixie-slim
    command: [sh, -c, 'cat /run/secrets/store-password; echo no room left on device >&2; exit 7']
    secrets: [store-password]
  dawdles:
    image: debian:trixie-slim
    init: true
    command: [sleep, infinity]
    healthcheck: { test: [CMD, 'false'], interval: 30s, start_interval: 200ms, start_period: 600s }
    volumes: [/scratch]
volumes: { data: {} }
secrets:
  store-password: { file: secrets/store-password, x-slipway: { generate: true } }
`,
  'compose/environments/test.yml': `services:
  store: { ports: ['127.0.0.1::6379'] }
volumes:
  data: { driver_opts: { type: tmpfs, device: tmpfs, o: 'size=1m' } }
`,
  // Made for one at a time: whatever can have a fixed name or number has one.
  'apps/fixed/compose.yml': `name: ${stack}-fixed
services:
  store:${store}
    container_name: ${stack}-fixed-store
    ports: ['127.0.0.1:46379:6379']
    volumes: [data:/data]
    networks: { inner: { ipv4_address: 10.213.77.9 } }
volumes: { data: { name: ${stack}-fixed-data } }
networks: { inner: { name: ${stack}-fixed-inner, ipam: { config: [{ subnet: 10.213.77.0/24 }] } } }
`,
};

beforeAll(() => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
});
afterAll(async () => {
  // What a test that failed left behind.
  const { containers, networks, volumes } = await ours();
  if (containers.length > 0) await docker(['rm', '--force', '--volumes', ...containers.map(({ id }) => id)]);
  if (networks.length > 0) await docker(['network', 'rm', ...networks]);
  if (volumes.length > 0) await docker(['volume', 'rm', ...volumes]);
  rmSync(root, { recursive: true, force: true });
});

interface Running {
  readonly pid: () => number;
  /** Resolves with the environment's name once the command runs. */
  readonly ready: Promise<string>;
  readonly said: () => string;
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly stdout: string; readonly said: string }>;
}

/** Starts a command in an environment of its own, as the suites do, in a process of its own. */
function start(project: string, options: object, command: readonly string[]): Running {
  let pid = 0;
  let said = '';
  let stdout = '';
  let tellReady: (name: string) => void;
  const ready = new Promise<string>((resolve) => {
    tellReady = resolve;
  });
  const ended = run(process.execPath, [PROGRAM, root, project, JSON.stringify(options), ...command], {
    onStart: (id) => {
      pid = id;
    },
    onStdoutLine: (line) => {
      stdout += `${line}\n`;
      const name = /^ready in (.+)$/.exec(line)?.[1];
      if (name !== undefined) tellReady(name);
    },
    onStderrLine: (line) => {
      said += `${line}\n`;
    },
  }).then((outcome) => ({ exitCode: outcome.kind === 'exited' ? outcome.exitCode : undefined, stdout, said }));
  return { pid: () => pid, ready, said: () => said, ended };
}

const STORE = { services: ['store'] };

/** Asks the store who it is, and tells it with the port: as a suite would, knowing nothing but its variables. */
const ASK = [
  'bash',
  '-c',
  `exec 3<>/dev/tcp/$STORE_HOST/$STORE_PORT && name=$(cat <&3) && echo "asked $name at $STORE_PORT, $(basename "$(dirname "$SLIPWAY_ENVIRONMENT_FILE")")"`,
];
/** A suite that takes its time. */
const LINGER = ['bash', '-c', 'echo "ready in $(basename "$(dirname "$SLIPWAY_ENVIRONMENT_FILE")")"; exec sleep 600'];

interface Ours {
  readonly containers: readonly { readonly id: string; readonly project: string }[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** What the engine holds of these tests' stacks, by the label that compose gives to all it makes. */
async function ours(prefix = stack): Promise<Ours> {
  const label = 'com.docker.compose.project';
  const list = async (kind: readonly string[], field: string): Promise<readonly (readonly [string, string])[]> => {
    const format = `{{${field}}} {{.Label "${label}"}}`;
    const text = await dockerText(...kind, '--filter', `label=${label}`, '--format', format);
    const rows = text.split('\n').map((line) => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? ''] as const);
    return rows.filter(([, project]) => project.startsWith(prefix));
  };
  const [containers, networks, volumes] = await Promise.all([
    list(['ps', '--all'], '.ID'),
    list(['network', 'ls'], '.ID'),
    list(['volume', 'ls'], '.Name'),
  ]);
  return {
    containers: containers.map(([id, project]) => ({ id, project })),
    networks: networks.map(([id]) => id),
    volumes: volumes.map(([name]) => name),
  };
}

const NOTHING: Ours = { containers: [], networks: [], volumes: [] };

/** Volumes without a name carry no label, so they are looked at while their container is there. */
async function mountedVolumes(project: string): Promise<readonly string[]> {
  const { containers } = await ours(project);
  const format = '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}} {{end}}{{end}}';
  const text = await dockerText('inspect', '--format', format, ...containers.map(({ id }) => id));
  return text.split(/\s+/).filter((name) => name !== '');
}

async function thatAreThere(volumes: readonly string[]): Promise<readonly string[]> {
  const all = new Set((await dockerText('volume', 'ls', '--quiet')).split('\n'));
  return volumes.filter((name) => all.has(name));
}

/** Folders in which environments are noted. */
function notes(): readonly string[] {
  const folder = join(root, '.slipway/environments');
  return readdirSync(folder).flatMap((place) =>
    readdirSync(join(folder, place)).map((name) => join(folder, place, name)),
  );
}

const MINUTES = 60_000;

test(
  'a command finds its services and its secrets; when it is done, or has failed, nothing is left',
  async () => {
    const tell = [
      'node',
      '-e',
      'const { readFileSync } = require("node:fs"); const own = JSON.parse(readFileSync(process.env.SLIPWAY_ENVIRONMENT_FILE, "utf8"));' +
        'const { STORE_HOST, STORE_PORT, STORE_PORT_6379, STORE_URL, STORE_PASSWORD_FILE } = process.env;' +
        'console.log(JSON.stringify({ own, STORE_HOST, STORE_PORT, STORE_PORT_6379, STORE_URL, secret: readFileSync(STORE_PASSWORD_FILE, "utf8") }))',
    ];
    const [told, failed] = await Promise.all([
      start('shop', STORE, tell).ended,
      start('shop', STORE, [...ASK.slice(0, 2), `${ASK[2] ?? ''}; exit 3`]).ended,
    ]);
    const secret = readFileSync(join(root, 'secrets/store-password'), 'utf8');
    interface Told {
      readonly own: { readonly name: string };
      readonly STORE_PORT: string;
    }
    const found = JSON.parse(told.stdout) as Told;
    const port = found.STORE_PORT;
    expect(found).toEqual({
      STORE_HOST: '127.0.0.1',
      STORE_PORT: expect.stringMatching(/^\d+$/) as string,
      STORE_PORT_6379: port,
      STORE_URL: `redis://127.0.0.1:${port}`,
      secret,
      own: {
        version: 1,
        name: expect.stringMatching(new RegExp(`^${stack}-it-shop-[0-9a-f]{8}$`)) as string,
        stack: 'stack',
        environment: 'test',
        project: 'shop',
        services: ['store'],
        addresses: [
          {
            service: 'store',
            port: 6379,
            protocol: 'tcp',
            host: '127.0.0.1',
            hostPort: Number(port),
            url: `redis://127.0.0.1:${port}`,
          },
        ],
        secrets: { 'store-password': join(root, 'secrets/store-password') },
      },
    });
    expect(failed).toMatchObject({ exitCode: 3, stdout: expect.stringContaining(`asked ${stack}-it-shop-`) as string });
    expect(told.said + failed.said).not.toContain(secret);
    expect(await ours()).toEqual(NOTHING);
    expect(notes()).toEqual([]);
  },
  4 * MINUTES,
);

test(
  'a service that is not well is named with what it wrote last, without its secret, and nothing is left',
  async () => {
    const { exitCode, stdout, said } = await start('shop', { services: ['crashes'] }, ['echo', 'the command ran'])
      .ended;
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(said).toMatch(/crashes: ended with 7[\s\S]*no room left on device/);
    expect(said).not.toContain(readFileSync(join(root, 'secrets/store-password'), 'utf8'));
    expect(await ours()).toEqual(NOTHING);
  },
  4 * MINUTES,
);

test(
  'Ctrl-C and SIGTERM end it, while the command runs and before, and nothing is left',
  async () => {
    const [interrupted, terminated] = [start('shop', STORE, LINGER), start('till', STORE, LINGER)];
    const early = start('early', { services: ['dawdles'] }, LINGER);
    const names = await Promise.all([interrupted.ready, terminated.ready]);
    await eventually(
      () => Promise.resolve(early.said()),
      (said) => said.includes('dawdles: starting'),
    );
    const volumes = (await Promise.all([...names, `${stack}-it-early`].map(mountedVolumes))).flat();
    // Each store has one with a name and one without, and the one that dawdles one without.
    expect(volumes.length).toBe(5);
    process.kill(interrupted.pid(), 'SIGINT');
    process.kill(terminated.pid(), 'SIGTERM');
    process.kill(early.pid(), 'SIGTERM');
    const ends = await Promise.all([interrupted.ended, terminated.ended, early.ended]);
    expect(ends.map(({ exitCode }) => exitCode)).toEqual([130, 130, 130]);
    expect(await ours()).toEqual(NOTHING);
    expect(await thatAreThere(volumes)).toEqual([]);
    expect(notes()).toEqual([]);
  },
  4 * MINUTES,
);

interface Note {
  readonly pid: number;
}

/** Kills a process, and its command, which nobody else ends then. */
async function killAll(...pids: readonly number[]): Promise<void> {
  const children = await Promise.all(
    pids.map(async (pid) => {
      const outcome = await run('ps', ['-o', 'pid=', '--ppid', String(pid)]);
      return outcome.kind === 'exited' ? outcome.stdout.split('\n').map(Number).filter(Boolean) : [];
    }),
  );
  for (const pid of [...pids, ...children.flat()]) process.kill(pid, 'SIGKILL');
}

test(
  'what kill -9 leaves its guardian removes, and where that is killed too the next run, which touches no other',
  async () => {
    const [guarded, alone, other] = [
      start('shop', STORE, LINGER),
      start('till', STORE, LINGER),
      start('other', STORE, LINGER),
    ];
    const [guardedName, aloneName, otherName] = await Promise.all([guarded.ready, alone.ready, other.ready]);
    const volumes = [...(await mountedVolumes(guardedName)), ...(await mountedVolumes(aloneName))];
    expect(volumes.length).toBe(4);

    await killAll(guarded.pid());
    await guarded.ended;
    await eventually(
      () => ours(guardedName),
      (left) => JSON.stringify(left) === JSON.stringify(NOTHING),
    );

    const folder = notes().find((name) => name.endsWith(aloneName)) ?? '';
    const note = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as Note;
    await killAll(note.pid, alone.pid());
    await alone.ended;
    const left = await ours(aloneName);
    expect([left.containers.length, left.networks.length, left.volumes.length]).toEqual([1, 1, 1]);
    // The guardian's number is another's by now: that of this very process, which began at another time.
    writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...note, pid: process.pid }));

    const next = await start('shop', STORE, ASK).ended;
    expect(next).toMatchObject({
      exitCode: 0,
      said: expect.stringContaining(`${aloneName}: what a killed run left`) as string,
    });
    expect(await ours(aloneName)).toEqual(NOTHING);
    expect(await thatAreThere(volumes)).toEqual([]);
    expect((await ours(otherName)).containers.length).toBe(1);

    process.kill(other.pid(), 'SIGTERM');
    await other.ended;
    expect(await ours()).toEqual(NOTHING);
    expect(notes()).toEqual([]);
  },
  6 * MINUTES,
);

/** What runs were answered: the environment that the store belongs to, the port, and the environment that was asked for. */
function asked(ends: readonly { readonly stdout: string }[]) {
  return ends.map(({ stdout }) => /^asked (\S+) at (\d+), (\S+)$/m.exec(stdout)?.slice(1) ?? [stdout]);
}

test(
  'twenty runs of different projects at once do not meet',
  async () => {
    const projects = Array.from({ length: 20 }, (_, index) => `project-${String(index)}`);
    const ends = await Promise.all(projects.map((project) => start(project, STORE, ASK).ended));
    expect(ends.filter(({ exitCode }) => exitCode !== 0)).toEqual([]);
    const answers = asked(ends);
    // Each was answered by its own store, on a port of its own.
    expect(answers.filter(([who, , own]) => who !== own)).toEqual([]);
    expect(new Set(answers.map(([, port]) => port)).size).toBe(20);
    expect(answers.map(([who]) => who?.slice(0, -9))).toEqual(projects.map((project) => `${stack}-it-${project}`));
    expect(await ours()).toEqual(NOTHING);
    expect(notes()).toEqual([]);
  },
  8 * MINUTES,
);

test(
  'of a stack with fixed ports, names and addresses two can run at once all the same',
  async () => {
    const fixed = { stack: 'fixed', services: ['store'] };
    const ends = await Promise.all([start('fixed', fixed, ASK).ended, start('fixed', fixed, ASK).ended]);
    expect(ends.map(({ exitCode, said }) => [exitCode, exitCode === 0 ? '' : said])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const ports = asked(ends).map(([, port]) => port);
    expect(new Set([...ports, '46379']).size).toBe(3);
    expect(await ours()).toEqual(NOTHING);
  },
  4 * MINUTES,
);
