import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { run } from '@slipway/kit/process';
import { listContainers, listResources } from '../observe/engine.js';
import { hasEngine, makeStack, RUNS } from '../testing/engine.js';

const engine = (await hasEngine()) ? test : test.skip;

engine(
  'a run that is killed without a word is put back all the same',
  async () => {
    const stack = makeStack({
      'compose.yml': `services:
  db:
    ${RUNS}
    volumes: ['data:/data']
    healthcheck: { test: [CMD, 'false'], interval: 1s, start_period: 60s }
  api:
    ${RUNS}
    depends_on: { db: { condition: service_healthy } }
volumes: { data: {} }
`,
    });
    try {
      const program = fileURLToPath(new URL('../testing/run-up.js', import.meta.url));
      let pid = 0;
      const running = run(process.execPath, [program, stack.root], {
        onStart: (id) => {
          pid = id;
        },
      });
      const runs = async (): Promise<number> =>
        (await listContainers(stack.name)).filter(({ state }) => state === 'running').length;
      while ((await runs()) === 0) await sleep(50);
      process.kill(pid, 'SIGKILL');
      expect(await running).toMatchObject({ kind: 'killed' });
      const marker = join(stack.root, '.slipway/stack/run.json');
      for (let tries = 0; tries < 300 && existsSync(marker); tries += 1) await sleep(100);
      expect(await listContainers(stack.name)).toEqual([]);
      expect(await listResources(stack.name)).toEqual({ networks: [], volumes: [] });
    } finally {
      await stack.remove();
    }
  },
  120_000,
);

engine(
  'two runs of one stack at once follow each other, and both find it well',
  async () => {
    const stack = makeStack({
      'compose.yml': `services:
  db:
    ${RUNS}
    healthcheck: { test: [CMD, 'true'], interval: 10s, start_interval: 200ms, start_period: 20s }
`,
    });
    try {
      const program = fileURLToPath(new URL('../testing/run-up.js', import.meta.url));
      const outcomes = await Promise.all([1, 2].map(() => run(process.execPath, [program, stack.root])));
      const said = outcomes.map((outcome) => (outcome.kind === 'exited' ? outcome.stdout : outcome.kind));
      for (const text of said) expect(text).toMatch(/^ready$/m);
      expect(
        said.filter((text) => /another up of this stack is running \(pid \d+, since .*\)/.test(text)),
      ).toHaveLength(1);
      expect(await listContainers(stack.name)).toHaveLength(1);
    } finally {
      await stack.remove();
    }
  },
  120_000,
);
