import { z } from 'zod';
import type { TestCase } from './record.js';
import { Tail } from './text.js';

const event = z.looseObject({
  Action: z.string(),
  Package: z.string().optional(),
  ImportPath: z.string().optional(),
  Test: z.string().optional(),
  Elapsed: z.number().optional(),
  Output: z.string().optional(),
  FailedBuild: z.string().optional(),
});
type GoEvent = z.infer<typeof event>;

interface Running {
  readonly output: Tail;
  outcome?: 'passed' | 'failed' | 'skipped';
  seconds?: number;
}

/**
 * Reads the events of `go test -json` as they come (https://pkg.go.dev/cmd/test2json): tests are kept, and what a person would have seen
 * without `-json` is given back line by line.
 */
export class GoTestReader {
  readonly #tests = new Map<string, Map<string, Running>>();
  readonly #packages = new Map<string, Running>();
  readonly #builds = new Map<string, Tail>();
  readonly #loose = new Tail();

  /** @param folderOf the folder, relative to the workspace root, of a package's sources */
  constructor(private readonly folderOf: (importPath: string) => string | undefined) {}

  /** Takes one line. @returns what is to be shown for it */
  take(line: string): string | undefined {
    const told = parseEvent(line);
    if (told === undefined) {
      this.#loose.add(`${line}\n`);
      return line;
    }
    const { Action, Package = '', Test, Output = '' } = told;
    if (Action === 'build-output') {
      const build = this.#builds.get(told.ImportPath ?? '') ?? new Tail();
      this.#builds.set(told.ImportPath ?? '', build);
      build.add(Output);
      return Output.trimEnd();
    }
    if (Package === '') return undefined;
    const running = this.#entry(Package, Test);
    if (Action === 'output') {
      running.output.add(Output);
      // Like `go test` without -v: the packages' own lines, and what failed, which is shown when that is known.
      return Test === undefined && /^(?:ok|FAIL|\?|---|panic|exit status|\s+\S+\.go:)/.test(Output)
        ? Output.trimEnd()
        : undefined;
    }
    const outcome = OUTCOMES[Action];
    if (outcome === undefined) return undefined;
    running.outcome = outcome;
    if (told.Elapsed !== undefined) running.seconds = told.Elapsed;
    if (told.FailedBuild !== undefined) running.output.add(this.#builds.get(told.FailedBuild)?.text ?? '');
    return outcome === 'failed' && Test !== undefined ? running.output.text.trimEnd() : undefined;
  }

  /** All tests so far. A package that failed without a failed test, or a test without an end, is told as errored. */
  tests(): readonly TestCase[] {
    return [...this.#packages].flatMap(([name, state]) => {
      const tests = [...(this.#tests.get(name) ?? [])];
      // What is inside of a test with subtests is counted; the one around it is their sum, as in `go test`'s own lines.
      const cases = tests.map(([test, running]) => this.#toTest(name, test, running));
      const broken = state.outcome === 'failed' || state.outcome === undefined;
      const explained = cases.some(({ outcome }) => outcome === 'failed' || outcome === 'errored');
      return broken && !explained
        ? [
            ...cases,
            { name: '(package)', group: name, outcome: 'errored' as const, message: told(state.output, this.#loose) },
          ]
        : cases;
    });
  }

  #entry(name: string, test: string | undefined): Running {
    const state = getOrAdd(this.#packages, name, newRunning);
    return test === undefined
      ? state
      : getOrAdd(
          getOrAdd(this.#tests, name, () => new Map<string, Running>()),
          test,
          newRunning,
        );
  }

  #toTest(group: string, name: string, { outcome, output, seconds }: Running): TestCase {
    const text = output.text;
    const place = /^\s+([\w.-]+\.go):(\d+):/m.exec(text);
    const folder = this.folderOf(group);
    const shown = outcome === 'passed' ? {} : { message: withoutFrame(text) };
    return {
      name,
      group,
      outcome: outcome ?? 'errored',
      ...(seconds === undefined ? {} : { durationMs: seconds * 1000 }),
      ...(place?.[1] === undefined || folder === undefined || outcome === 'passed'
        ? {}
        : { file: folder === '.' ? place[1] : `${folder}/${place[1]}`, line: Number(place[2]) }),
      ...shown,
    };
  }
}

const OUTCOMES: Readonly<Record<string, Running['outcome']>> = { pass: 'passed', fail: 'failed', skip: 'skipped' };

function parseEvent(line: string): GoEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return event.safeParse(JSON.parse(line)).data;
  } catch {
    // A program under test printed it: it is shown as it stands.
    return undefined;
  }
}

function newRunning(): Running {
  return { output: new Tail() };
}

function told(...tails: readonly Tail[]): string {
  const text = tails.map((tail) => tail.text.trim()).filter((part) => part !== '');
  return text.length === 0 ? 'it ended without saying why' : text.join('\n');
}

/** Without the lines by which the go command frames a test. */
function withoutFrame(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)|--- (?:PASS|SKIP))/.test(line))
    .join('\n')
    .trim();
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
