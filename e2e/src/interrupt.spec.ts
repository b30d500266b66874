import { spawn } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from './stack.js';
import { dockerText, openWorkspace, repository, runNx } from './workspace.js';

const root = mkdtempSync(join(tmpdir(), 'slipway-interrupt-'));
/** What compose calls the stack: the name of the folder. */
const name = basename(root).toLowerCase();
const workspace = openWorkspace(root, 'interrupt');

const IMAGE = 'debian:trixie-slim';
const RUNS = `image: ${IMAGE}
    init: true
    command: [sleep, infinity]
    stop_grace_period: 1s`;
const HEALTHY = `${RUNS}
    healthcheck: { test: [CMD, test, -e, /etc/hostname], interval: 5s, start_interval: 200ms, start_period: 30s }`;

beforeAll(async () => {
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  workspace.write(
    'compose.yml',
    `services:
  database:
    ${HEALTHY}
    volumes: ['rows:/rows']
    networks: [data]
  migrate:
    image: ${IMAGE}
    command: [sleep, '0.3']
    depends_on: { database: { condition: service_healthy } }
    networks: [data]
  api:
    ${HEALTHY}
    depends_on: { migrate: { condition: service_completed_successfully } }
    networks: [data, front]
  gateway:
    ${HEALTHY}
    depends_on: { api: { condition: service_healthy } }
    networks: [front]
volumes: { rows: {} }
networks: { data: {}, front: {} }
`,
  );
  await dockerText('image', 'inspect', '--format', '{{.Id}}', IMAGE);
});
afterAll(async () => {
  await nx('down', '--volumes');
  await workspace.dispose();
});

const nx = (target: string, ...words: readonly string[]) => runNx(root, [target, 'stack', ...words]);

/** All that compose made for the stack, with what each container does. */
async function there(): Promise<readonly string[]> {
  const of = ['--filter', `label=com.docker.compose.project=${name}`, '--format'];
  const listed = await Promise.all([
    dockerText(
      'ps',
      '--all',
      '--no-trunc',
      ...of,
      'container {{.Label "com.docker.compose.service"}} {{.State}} {{.ID}}',
    ),
    dockerText('network', 'ls', '--no-trunc', ...of, 'network {{.Name}} {{.ID}}'),
    dockerText('volume', 'ls', ...of, 'volume {{.Name}}'),
  ]);
  return listed.flatMap((text) => text.split('\n').filter((line) => line !== '')).sort();
}

interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
  readonly ms: number;
}

/** When somebody loses patience: after so many milliseconds, or as soon as a text was printed. */
type Moment = number | string;

/** `npx nx up stack` as a terminal starts it, in a process group of its own, which gets the terminal's SIGINT as a whole. */
async function up(moment?: Moment): Promise<Ended> {
  const sinceMs = Date.now();
  const words = [join(root, 'node_modules/nx/dist/bin/nx.js'), 'up', 'stack', '--settle=100ms'];
  const child = spawn(process.execPath, words, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      NODE_OPTIONS: undefined,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (moment !== undefined) {
    const has = async (text: string): Promise<void> => {
      while (!output.includes(text) && child.exitCode === null) await sleep(10);
    };
    await Promise.race([typeof moment === 'number' ? sleep(moment) : has(moment), ended]);
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
  }
  return { exitCode: await ended, output, ms: Date.now() - sinceMs };
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a run says once it has what it was told to get: an interrupt that comes later interrupts nothing. */
const WELL = 'services are well';
const MOMENTS = 10;
const FIRST_MS = 100;

/** Interrupts a run, and waits until what was there before is there again, and nothing else. */
async function interrupt(moment: Moment, before: readonly string[]): Promise<'interrupted' | 'too late'> {
  const { exitCode, output } = await up(moment);
  const which = `interrupted after ${typeof moment === 'number' ? `${moment.toFixed(0)} ms` : `"${moment}"`}`;
  if (output.includes(WELL)) return 'too late';
  if (exitCode === 0) throw new Error(`${which}, and it ended with 0:\n${output}`);
  await eventually(there, (now) => now.join('\n') === before.join('\n'), 30_000).catch((error: unknown) => {
    throw new Error(`${which}, and this was there before:\n${before.join('\n')}\n${String(error)}\n${output}`);
  });
  return 'interrupted';
}

test('a Ctrl-C at any moment of up leaves what was there before, and the next up works', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  const random = randomNumbers(seed);
  console.log(`SEED=${String(seed)}`);

  const whole = await up();
  expect(whole.output).toContain(WELL);
  expect(whole.exitCode).toBe(0);
  expect((await nx('down', '--volumes')).exitCode).toBe(0);
  expect(await there()).toEqual([]);

  // One in each tenth of a whole run, so that none of its phases is left out.
  const tenth = (whole.ms - FIRST_MS) / MOMENTS;
  const moments = Array.from({ length: MOMENTS }, (_unused, index) => FIRST_MS + (index + random()) * tenth);
  let interrupted = 0;
  for (const moment of moments) {
    if ((await interrupt(moment, [])) === 'interrupted') interrupted += 1;
    else expect((await nx('down', '--volumes')).exitCode).toBe(0);
  }
  // A run may be faster than the first one was, but not by this much.
  expect(interrupted).toBeGreaterThanOrEqual(MOMENTS / 2);

  expect((await nx('up', '--services=database', '--settle=100ms')).exitCode).toBe(0);
  const before = await there();
  expect(before).toEqual(expect.arrayContaining([expect.stringMatching(/^container database running /)]));
  expect(await interrupt('api: starting', before)).toBe('interrupted');

  const last = await up();
  expect(last.output).toContain(WELL);
  expect(last.exitCode).toBe(0);
  const running = (await there()).filter((line) => line.includes(' running ')).map((line) => line.split(' ')[1]);
  expect(running).toEqual(['api', 'database', 'gateway']);
  expect((await nx('down', '--volumes')).exitCode).toBe(0);
  expect(await there()).toEqual([]);
});
