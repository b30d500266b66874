import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker } from '@slipway/images/docker';
import { repository } from './workspace.js';

// Each program judges its own configuration, mounted where compose mounts it. Nothing of the stack runs for that.

/** A program that judges a file, and a file that it refuses. */
interface Judge {
  readonly service: string;
  /** Where the image has another program for it than the one that it starts. */
  readonly entrypoint?: string;
  readonly words: (file: string) => readonly string[];
  readonly file: string;
  readonly broken: string;
  readonly complaint: string;
}

const judges: readonly Judge[] = [
  {
    service: 'prometheus',
    entrypoint: 'promtool',
    words: (file) => ['check', 'config', file],
    file: '/etc/prometheus/prometheus.yml',
    broken: 'scrape_config: []\n',
    complaint: 'field scrape_config not found',
  },
  {
    service: 'prometheus',
    entrypoint: 'promtool',
    words: (file) => ['check', 'rules', '--lint=all', '--lint-fatal', file],
    file: '/etc/prometheus/rules/alerts.yml',
    broken: 'groups: [{ name: broken, rules: [{ alert: Broken, expr: sum(up }] }]\n',
    complaint: 'could not parse expression',
  },
  {
    service: 'alertmanager',
    entrypoint: 'amtool',
    words: (file) => ['check-config', file],
    file: '/etc/alertmanager/alertmanager.yml',
    broken: 'route: { receiver: nobody }\nreceivers: [{ name: page }]\n',
    complaint: 'undefined receiver "nobody"',
  },
  {
    service: 'loki',
    entrypoint: '/usr/bin/loki',
    words: (file) => [`-config.file=${file}`, '-verify-config'],
    file: '/etc/loki/loki.yml',
    broken: 'servers: {}\n',
    complaint: 'field servers not found',
  },
  {
    service: 'otel-collector',
    words: (file) => ['validate', `--config=${file}`],
    file: '/etc/otelcol/config.yml',
    broken: 'receivers: { otlp: {} }\n',
    complaint: 'must specify at least one protocol',
  },
  {
    service: 'jaeger',
    words: (file) => ['validate', `--config=${file}`],
    file: '/etc/jaeger/jaeger.yml',
    broken: 'receivers: { otlp: {} }\n',
    complaint: 'must specify at least one protocol',
  },
];

const folder = mkdtempSync(join(tmpdir(), 'slipway-configurations-'));
const files = ['compose.yml', 'compose/environments/test.yml'].map((path) => `--file=${join(repository, path)}`);
const compose = (...words: readonly string[]) =>
  docker(['compose', ...files, '--project-name=slipway-e2e-configurations', ...words]);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  // All profiles: a service of one that is not asked for keeps its volume.
  await compose('--profile=*', 'down', '--volumes');
});

/** Runs a judge over a file in its container. @returns whether it is content, and all that it says */
async function ask({ service, entrypoint }: Judge, words: readonly string[], mounts: readonly string[] = []) {
  const outcome = await compose(
    'run',
    '--rm',
    '--no-deps',
    '--no-TTY',
    ...mounts.map((mount) => `--volume=${mount}:ro`),
    ...(entrypoint === undefined ? [] : [`--entrypoint=${entrypoint}`]),
    service,
    ...words,
  );
  if (outcome.kind !== 'exited') throw new Error(`${service}: ${outcome.kind}`);
  return { content: outcome.exitCode === 0, said: `${outcome.stdout}\n${outcome.stderr}` };
}

test.each(judges)('$service finds nothing wrong with $file', async (judge) => {
  const { content, said } = await ask(judge, judge.words(judge.file));
  expect(content ? '' : said).toBe('');
});

test.each(judges)('$service would find what is wrong with $file', async (judge) => {
  const broken = join(folder, `${judge.service}.yml`);
  writeFileSync(broken, judge.broken, { mode: 0o644 });
  const { content, said } = await ask(judge, judge.words('/broken.yml'), [`${broken}:/broken.yml`]);
  expect(content).toBe(false);
  expect(said).toContain(judge.complaint);
});

test('each alert is raised when it should be, and only then', async () => {
  const [judge] = judges;
  if (judge === undefined) throw new Error('there is no judge');
  const rules = join(repository, 'compose/infrastructure/prometheus');
  const { content, said } = await ask(judge, ['test', 'rules', '/rules/tests/alerts.yml'], [`${rules}:/rules`]);
  expect(content ? '' : said).toBe('');
});
