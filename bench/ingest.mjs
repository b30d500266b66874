// How many spans a second does core acknowledge, which is to say commit, against plain COPY of the same rows by psql into the same
// database? Both in the same run, in turn; the figure is the median of the rounds' ratios.
//   BENCH_DATABASE_URL=postgres://observatory:password@127.0.0.1:5432/postgres node bench/ingest.mjs [rounds=5] [spans=100000]
// Needs cargo and psql. Makes a database of its own on that server, and removes it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));
const rounds = Number(process.argv[2] ?? 5);
const spans = Number(process.argv[3] ?? 100_000);
if (process.env.BENCH_DATABASE_URL === undefined) {
  console.error(
    'BENCH_DATABASE_URL is not set; expected a server as in postgres://observatory:password@127.0.0.1:5432/postgres',
  );
  process.exit(64);
}
const server = new URL(process.env.BENCH_DATABASE_URL);
const database = `core_bench_${String(process.pid)}`;
const files = mkdtempSync(join(tmpdir(), 'core-bench-'));
const protocols = ['http', 'grpc'];

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: repository, encoding: 'utf8', ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

/** Runs statements and meta-commands, each with its time. */
function psql(name, ...commands) {
  const url = new URL(server);
  url.pathname = name;
  const options = { env: { ...process.env, PGPASSWORD: decodeURIComponent(url.password) } };
  url.password = '';
  const args = ['-X', '-q', '-t', '-A', '-v', 'ON_ERROR_STOP=1', '-d', url.href];
  return run('psql', [...args, ...commands.flatMap((command) => ['-c', command])], options).trim();
}

async function startCore() {
  // Not a pipe, which would fill up while this script waits for other programs.
  const log = join(files, 'core.log');
  const child = spawn(join(repository, 'target/release/core'), ['serve'], {
    env: {
      HOST: '127.0.0.1',
      PORT: '0',
      CORE_GRPC_PORT: '0',
      CORE_HTTP_PORT: '0',
      DATABASE_HOST: server.hostname,
      DATABASE_PORT: server.port || '5432',
      DATABASE_NAME: database,
      DATABASE_USER: decodeURIComponent(server.username),
      DATABASE_PASSWORD: decodeURIComponent(server.password),
    },
    stdio: ['ignore', openSync(log, 'w'), 'inherit'],
  });
  for (let tries = 0; tries < 100; tries += 1) {
    await setTimeout(100);
    const lines = readFileSync(log, 'utf8').split('\n');
    const find = (message) => lines.find((line) => line.includes(`"message":"${message}"`));
    if (find('listening') && find('database is up')) {
      const { otlp, grpc } = JSON.parse(find('listening'));
      return { child, addresses: { http: otlp, grpc } };
    }
  }
  child.kill();
  throw new Error(`core does not get ready:\n${readFileSync(log, 'utf8')}`);
}

function send(protocol, address, seed) {
  const args = ['--protocol', protocol, '--address', address, '--spans', String(spans), '--seed', String(seed)];
  const result = JSON.parse(run(join(repository, 'target/release/examples/load'), args));
  const stored = Number(psql(database, 'select count(*) from spans'));
  if (result.spans_acknowledged !== spans || stored !== spans)
    throw new Error(
      `of ${String(spans)} spans ${String(result.spans_acknowledged)} were acknowledged, and ${String(stored)} are stored`,
    );
  return spans / result.seconds;
}

function copy(columns) {
  const file = join(files, 'spans.txt');
  psql(database, `\\copy (select ${columns} from spans) to '${file}'`, 'truncate spans', 'checkpoint');
  const timed = psql(database, '\\timing on', `\\copy spans (${columns}) from '${file}'`);
  const milliseconds = Number(/Time: ([\d.]+) ms/.exec(timed)[1]);
  return (spans / milliseconds) * 1000;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const rate = (value) => `${Math.round(value).toLocaleString('en')}/s`;

run('cargo', [
  'build',
  '--quiet',
  '--release',
  '--locked',
  '-p',
  'observatory-core',
  '--bin',
  'core',
  '--example',
  'load',
]);
psql(server.pathname.slice(1), `create database ${database} template template0`);
let core;
try {
  core = await startCore();
  const columns = psql(
    database,
    "select string_agg(column_name, ', ' order by ordinal_position) from information_schema.columns where table_name = 'spans'",
  );
  const ratios = { http: [], grpc: [] };
  for (let round = 1; round <= rounds; round += 1) {
    const sent = {};
    for (const [index, protocol] of protocols.entries()) {
      psql(database, 'truncate spans', 'checkpoint');
      sent[protocol] = send(protocol, core.addresses[protocol], 2 * round + index);
    }
    const plain = copy(columns);
    for (const protocol of protocols) ratios[protocol].push(sent[protocol] / plain);
    console.log(
      `round ${String(round)}: core ${rate(sent.http)} over HTTP, ${rate(sent.grpc)} over gRPC; COPY by psql ${rate(plain)}`,
    );
  }
  for (const protocol of protocols)
    console.log(
      `${protocol}: ${median(ratios[protocol]).toFixed(2)} of COPY (median of ${String(rounds)} rounds of ${String(spans)} spans, ` +
        `from ${Math.min(...ratios[protocol]).toFixed(2)} to ${Math.max(...ratios[protocol]).toFixed(2)})`,
    );
} finally {
  if (core) {
    core.child.kill('SIGTERM');
    await once(core.child, 'exit');
  }
  psql(server.pathname.slice(1), `drop database ${database} with (force)`);
  rmSync(files, { recursive: true, force: true });
}
