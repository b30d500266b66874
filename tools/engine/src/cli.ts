#!/usr/bin/env node
import { describeError, UserError } from '@slipway/kit';
import { describeBaseImageStep, ensureBaseImages, planForBaseImages, problemsOf } from './base-images/index.js';
import { parseCommandLine, USAGE, type CommandLine } from './command-line.js';
import { describeEngineStep, ensureEngine, observeEngine, planEngine } from './engine/index.js';
import { findLockFolder, LOCK_FILE, readLock, type ImagesLock } from './lock.js';
import { Progress } from './progress.js';
import { describeBaseImage, describeEngine } from './report.js';

/** Exit codes as shells give them: 128 and the number of the signal. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

async function main(): Promise<void> {
  const command = parseCommandLine(process.argv.slice(2));
  if (command.mode === 'help') {
    process.stdout.write(USAGE);
    return;
  }
  const lock = findLock(command);
  const names = command.names.length > 0 ? command.names : Object.keys(lock.images);
  await (command.mode === 'dry-run' ? showPlan(names, lock, command) : ensure(names, lock, command));
}

function findLock({ names }: CommandLine): ImagesLock {
  const folder = findLockFolder(process.cwd());
  if (folder !== undefined) return readLock(folder);
  if (names.length > 0) return { version: 1, images: {} };
  throw new UserError({
    what: `there is no ${LOCK_FILE} in this folder or above`,
    fix: 'run this in the workspace, or name the images: node:24-slim',
  });
}

async function ensure(names: readonly string[], lock: ImagesLock, { format, missing }: CommandLine): Promise<void> {
  const progress = new Progress();
  const signal = abortOnSignals();
  const say = (line: string): void => {
    progress.clear();
    if (format === 'lines') console.log(line);
  };
  const engine = await ensureEngine({ progress, signal });
  say(describeEngine(engine));
  const onReport = (report: Parameters<typeof describeBaseImage>[0]): void => {
    say(describeBaseImage(report));
  };
  const images = await ensureBaseImages(names, { lock, missing, progress, signal, onReport });
  if (format === 'json') console.log(JSON.stringify({ engine, images }, null, 2));
}

/** The images can only be looked at where an engine answers. */
async function showPlan(names: readonly string[], lock: ImagesLock, { format, missing }: CommandLine): Promise<void> {
  const engine = planEngine(await observeEngine());
  if (engine.kind === 'stop') throw new UserError(engine.problem);
  const images = engine.kind === 'ready' ? await planForBaseImages(names, lock) : undefined;
  const problems = problemsOf(images?.missing ?? []);
  if (missing === 'fail' && problems.length > 0) throw new UserError(problems);
  if (format === 'json') {
    console.log(JSON.stringify({ engine, images: images?.steps ?? null, missing: images?.missing ?? null }, null, 2));
    return;
  }
  const engineLines =
    engine.kind === 'ready' ? [`engine: ${engine.version}, running`] : engine.steps.map(describeEngineStep);
  const imageLines =
    images?.steps.map(describeBaseImageStep) ?? names.map((name) => `${name}: looked for once the engine answers`);
  const leftOut = problems.map(({ what }) => `left out: ${what}`);
  console.log([...engineLines, ...imageLines, ...leftOut].join('\n'));
}

/** The first signal stops what was started; the second is not waited for. */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const [name, exitCode] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCode);
      process.exitCode = exitCode;
      controller.abort(
        new UserError({ what: 'stopped; what is complete stays, and running this again goes on from there' }),
      );
    });
  }
  return controller.signal;
}

try {
  await main();
} catch (error) {
  console.error(describeError(error));
  process.exitCode ??= 1;
}
