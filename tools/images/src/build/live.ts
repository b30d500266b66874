import { readlinkSync } from 'node:fs';
import { Listr, type ListrTaskWrapper } from 'listr2';
import { formatSize } from '../options.js';
import type { ImagePlan } from '../plan.js';
import type { Ensured } from '../presence/ensure.js';
import { progressOf, type Steps } from './progress.js';

interface Line {
  readonly finish: (ensured: Ensured) => void;
  readonly say: (text: string) => void;
}

/** Where lines can't be redrawn, an image's progress is told no more often than this. */
const QUIET_MS = 5_000;

/** A live line for each image that is being built; on something that is no terminal, a line for each step that took its time. */
export interface LiveView {
  readonly progress: (steps: Steps, names: ReadonlyMap<ImagePlan, string>) => void;
  readonly done: (plan: ImagePlan, ensured: Ensured) => void;
  /** Resolves when the last line is drawn. */
  readonly close: () => Promise<void>;
}

/** Opens a view on the images that are going to be built. @param titles what each line says before the colon, with the reason */
export function openLiveView(titles: ReadonlyMap<ImagePlan, string>, mode: 'auto' | 'plain' = 'auto'): LiveView {
  if (mode === 'plain') return openPlainView();
  return isTerminal() ? openDrawnView(titles) : openPrintedView(titles);
}

/** Every step of every image as it ends. */
function openPlainView(): LiveView {
  const said = new Set<string>();
  return {
    progress: (steps, names) => {
      const images = new Map([...names].map(([plan, name]) => [name, plan.image]));
      for (const [digest, { name, state, target }] of steps) {
        if (state === 'waiting' || state === 'running' || said.has(digest)) continue;
        said.add(digest);
        const image = target === undefined ? '' : (images.get(target) ?? target);
        console.log(`${image} ${state.toUpperCase()} ${shorten(name)}`.trimStart());
      }
    },
    done: (plan, ensured) => {
      console.log(`${plan.image}: ${outcomeText(ensured)}`);
    },
    close: () => Promise.resolve(),
  };
}

/** A line for what begins and ends, and now and then one for what takes its time. */
function openPrintedView(titles: ReadonlyMap<ImagePlan, string>): LiveView {
  const lastMs = new Map<ImagePlan, number>();
  for (const [plan, title] of titles) {
    console.log(`${title}: building`);
    lastMs.set(plan, Date.now());
  }
  return {
    progress: (steps, names) => {
      for (const [plan, name] of names) {
        const text = progressText(steps, name);
        if (text === undefined || Date.now() - (lastMs.get(plan) ?? 0) < QUIET_MS) continue;
        lastMs.set(plan, Date.now());
        console.log(`${plan.image}: ${text}`);
      }
    },
    done: (plan, ensured) => {
      console.log(`${plan.image}: ${outcomeText(ensured)}`);
    },
    close: () => Promise.resolve(),
  };
}

function openDrawnView(titles: ReadonlyMap<ImagePlan, string>): LiveView {
  const lines = new Map<ImagePlan, Line>();
  const list = new Listr(
    [...titles].map(([plan, title]) => ({
      title,
      task: (_context: unknown, task: ListrTaskWrapper<unknown, never, never>) =>
        new Promise<void>((resolve, reject) => {
          lines.set(plan, {
            say: (text) => {
              task.output = text;
            },
            finish: (ensured) => {
              task.title = `${title}: ${outcomeText(ensured)}`;
              if (ensured.kind === 'failed' || ensured.kind === 'stopped') reject(new Error(outcomeText(ensured)));
              else resolve();
            },
          });
        }),
    })),
    {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      forceTTY: true,
      rendererOptions: { showErrorMessage: false, collapseErrors: false },
    } as never,
  );
  const shown = list.run();
  const said = new Map<ImagePlan, string>();
  return {
    progress: (steps, names) => {
      for (const [plan, name] of names) {
        const text = progressText(steps, name);
        if (text === undefined || said.get(plan) === text) continue;
        said.set(plan, text);
        lines.get(plan)?.say(text);
      }
    },
    done: (plan, ensured) => lines.get(plan)?.finish(ensured),
    close: async () => {
      await shown;
    },
  };
}

function outcomeText(ensured: Ensured): string {
  switch (ensured.kind) {
    case 'built':
      return `built in ${(ensured.receipt.durationMs / 1000).toFixed(1)} s, ${formatSize(ensured.receipt.bytes)}`;
    case 'present':
    case 'tagged':
      return ensured.kind;
    case 'failed':
      return 'failed';
    case 'stopped':
      return 'stopped';
  }
}

function progressText(steps: Steps, name: string): string | undefined {
  const { done, known, cached, running } = progressOf(steps, name);
  if (running === undefined) return undefined;
  const fromCache = cached > 0 ? `, ${String(cached)} from cache` : '';
  return `${String(done)}/${String(known)} steps${fromCache}: ${shorten(running)}`;
}

function shorten(step: string): string {
  const text = step.replaceAll(/--mount=\S+\s+/g, '').replaceAll(/\s+/g, ' ');
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}

/** Nx gives a batch a pipe and shows what comes out of it as it is, so what counts is whether Nx itself writes to a terminal. */
function isTerminal(): boolean {
  if (process.env['CI'] !== undefined || process.env['NX_TUI'] === 'true') return false;
  if (process.stdout.isTTY) return true;
  try {
    return readlinkSync(`/proc/${String(process.ppid)}/fd/1`).startsWith('/dev/pts/');
  } catch {
    // No /proc (macOS, Windows): plain lines are right everywhere.
    return false;
  }
}
