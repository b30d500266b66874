import type { ExecutorContext } from '@nx/devkit';
import { setTimeout as sleep } from 'node:timers/promises';
import pc from 'picocolors';
import { UserError } from '@slipway/kit';
import { parseMerged, toModel, type Model } from '../merged/model.js';
import { readMerged } from '../observe/compose.js';
import { listContainers, readCores, readEngine } from '../observe/engine.js';
import { redactorOf } from '../observe/stack-secrets.js';
import { sample, usageBetween, type Sample } from '../observe/stats.js';
import { hostOfEngine } from '../ports/endpoints.js';
import { runOnStack, type Ended } from '../run-executor.js';
import type { StackOptions, StackSession } from '../session.js';
import { isInteractive, openScreen } from '../terminal/screen.js';
import { formatTable } from '../terminal/table.js';
import { openLooker, type Looker, type StackView } from '../wait/look.js';
import { cellsOf, columns, renderTotals, rowsOf, totalsOf, type Row } from './rows.js';

/** Options of `ps` (see schema.json, which describes each). */
export interface PsOptions extends StackOptions {
  readonly watch?: boolean;
  readonly json?: boolean;
}

/** Between two samples of what a container takes. */
const SAMPLE_MS = 500;
const WATCH_MS = 1_000;

/** Shows how the services of a stack fare. */
export default async function psExecutor(options: PsOptions, context: ExecutorContext): Promise<Ended> {
  return await runOnStack('ps', options, context, async (session, signal) => {
    const [model, engine, cores] = await Promise.all([readModel(session, signal), readEngine(), readCores()]);
    const host = hostOfEngine(engine.endpoint);
    const watcher = openWatcher(model, session, host);
    if (options.watch !== true) {
      await watcher.next();
      await sleep(SAMPLE_MS, undefined, { signal });
      const rows = await watcher.next();
      if (options.json === true) {
        console.log(
          JSON.stringify({ version: 1, project: model.name, services: rows, total: totalsOf(rows), cores }, null, 2),
        );
      } else for (const line of render(rows, model, cores)) console.log(line);
      return 0;
    }
    await watch(() => watcher.next().then((rows) => render(rows, model, cores)), signal);
    return 0;
  });
}

/** The merged stack; where its files are broken or ask for what is not set, what runs under its name. */
async function readModel(session: StackSession, signal: AbortSignal): Promise<Model> {
  try {
    return { ...toModel(await readMerged(session)), name: session.composeName };
  } catch (error) {
    if (!(error instanceof UserError) || signal.aborted) throw error;
    console.error(`only what runs is shown: ${error.message}`);
    const services = (await listContainers(session.composeName)).flatMap(({ service }) => service ?? []);
    const bare = Object.fromEntries([...new Set(services)].sort().map((name) => [name, {}]));
    return toModel(parseMerged(JSON.stringify({ name: session.composeName, services: bare })));
  }
}

interface Watcher {
  readonly next: () => Promise<readonly Row[]>;
}

function openWatcher(model: Model, session: StackSession, engineHost: string): Watcher {
  const looker: Looker = openLooker({
    model,
    services: Object.keys(model.services),
    sinceMs: 0,
    settleMs: 0,
    before: new Set(),
  });
  let samples: ReadonlyMap<string, Sample> = new Map();
  return {
    next: async () => {
      const view = await looker.look({ nowMs: Date.now(), isComposing: false });
      const taken = await takeSamples(view);
      const usage = new Map([...taken].map(([id, after]) => [id, usageBetween(samples.get(id), after)] as const));
      samples = taken;
      const redact = redactorOf(model, session.variables, view.details.values());
      return rowsOf({ model, view, usage, engineHost, redact });
    },
  };
}

async function takeSamples({ containers }: StackView): Promise<ReadonlyMap<string, Sample>> {
  const running = containers.filter(({ state }) => state === 'running');
  const taken = await Promise.all(running.map(async ({ id }) => [id, await sample(id)] as const));
  return new Map(taken.flatMap(([id, one]) => (one === undefined ? [] : [[id, one] as const])));
}

const BAD = ['failed', 'looping', 'unhealthy'];

function render(rows: readonly Row[], model: Model, cores: number): readonly string[] {
  if (rows.every(({ state }) => state === 'absent')) return [`${model.name} is not up`];
  const painted = rows.map((row) => {
    const [service = '', detail = '', ...rest] = cellsOf(row);
    const state = BAD.includes(row.state) ? pc.red(detail) : row.state === 'healthy' ? pc.green(detail) : detail;
    return [service, state, ...rest];
  });
  return [...formatTable(columns, painted, pc.bold), '', renderTotals(totalsOf(rows), cores)];
}

/** Draws again and again until it is told to stop. */
async function watch(next: () => Promise<readonly string[]>, signal: AbortSignal): Promise<void> {
  const screen = isInteractive() ? openScreen(process.stdout) : undefined;
  while (!signal.aborted) {
    const lines = await next();
    if (screen === undefined) console.log(`${lines.join('\n')}\n`);
    else screen.draw([...lines, pc.dim('Ctrl-C ends this view; the stack goes on')]);
    await sleep(WATCH_MS, undefined, { signal }).catch(() => undefined);
  }
  screen?.close();
}
