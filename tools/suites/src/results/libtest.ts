import type { TestCase } from './record.js';
import { bounded, Tail } from './text.js';

interface Binary {
  readonly tests: Map<string, TestCase>;
  readonly failures: Map<string, string>;
  readonly announced: number;
  closed: boolean;
}

const RESULT = /^test (.+?)(?: - (?:should panic|compile(?: fail)?))? \.\.\. (ok|FAILED|ignored)(?:, (.*))?$/;
const DOCTEST = /^(\S+) - .*\(line (\d+)\)$/;
const PANIC = /panicked at (?:'.*', )?([^\s:]+\.rs):(\d+):/;

/**
 * Reads what Rust's own test harness prints, which is what `cargo test` shows on standard output; a machine-readable form is not stable
 * (https://doc.rust-lang.org/rustc/tests/index.html#--format-format). Which program a block belongs to stands on standard error.
 */
export class LibtestReader {
  readonly #binaries: Binary[] = [];
  readonly #names: string[] = [];
  readonly #errors = new Tail();
  #failing: { readonly name: string; readonly lines: string[] } | undefined;

  /** @param toWorkspace makes a path as the compiler names it one relative to the workspace root */
  constructor(private readonly toWorkspace: (path: string) => string) {}

  /** Takes a line of standard error. */
  takeError(line: string): void {
    const name = /^\s+(?:Running (?:unittests )?(\S+)(?: \(.*\))?|Doc-tests (\S+))$/.exec(line);
    if (name === null) this.#errors.add(`${line}\n`);
    else this.#names.push(name[1] ?? `${name[2] ?? ''} (documentation)`);
  }

  /** Takes a line of standard output. @returns the same line, to be shown */
  take(line: string): string {
    const announced = /^running (\d+) tests?$/.exec(line)?.[1];
    if (announced !== undefined) {
      this.#binaries.push({ tests: new Map(), failures: new Map(), announced: Number(announced), closed: false });
      return line;
    }
    const current = this.#binaries.at(-1);
    if (current === undefined) return line;
    if (line.startsWith('test result: ')) {
      this.#endFailure(current);
      current.closed = true;
    }
    const block = /^---- (.+) stdout ----$/.exec(line)?.[1];
    if (block !== undefined) {
      this.#endFailure(current);
      this.#failing = { name: block, lines: [] };
    } else if (line === 'failures:') this.#endFailure(current);
    else if (this.#failing !== undefined) this.#failing.lines.push(line);
    else this.#takeResult(line, current);
    return line;
  }

  /** All tests so far; a program that ended in the middle is told as errored. */
  tests(): readonly TestCase[] {
    return this.#binaries.flatMap((binary, index) => {
      const group = this.#names[index] ?? `program ${String(index + 1)}`;
      const tests = [...binary.tests.values()].map((test): TestCase => {
        const output = binary.failures.get(test.name);
        const place = output === undefined ? null : PANIC.exec(output);
        return {
          ...test,
          group,
          ...(output === undefined ? {} : { message: bounded(output) }),
          ...(place?.[1] === undefined ? {} : { file: this.toWorkspace(place[1]), line: Number(place[2]) }),
        };
      });
      if (binary.closed) return tests;
      const message =
        `its program ended after ${String(binary.tests.size)} of ${String(binary.announced)} tests\n${this.#errors.text}`.trim();
      return [...tests, { name: '(program)', group, outcome: 'errored' as const, message }];
    });
  }

  #takeResult(line: string, { tests }: Binary): void {
    const [, name, result, reason] = RESULT.exec(line) ?? [];
    if (name === undefined) return;
    const place = DOCTEST.exec(name);
    tests.set(name, {
      name,
      group: '',
      outcome: result === 'ok' ? 'passed' : result === 'FAILED' ? 'failed' : 'skipped',
      ...(reason === undefined ? {} : { message: reason }),
      ...(place?.[1] === undefined ? {} : { file: this.toWorkspace(place[1]), line: Number(place[2]) }),
    });
  }

  #endFailure(current: Binary): void {
    if (this.#failing === undefined) return;
    current.failures.set(this.#failing.name, this.#failing.lines.join('\n').trim());
    this.#failing = undefined;
  }
}
