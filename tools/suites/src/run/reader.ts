import { unreachable } from '@slipway/kit';
import type { ResultFormat } from '@slipway/toolchains';
import { GoBenchReader } from '../bench/formats/go-bench.js';
import { GoTestReader } from '../results/go-test.js';
import { LibtestReader } from '../results/libtest.js';
import type { Benchmark, TestCase } from '../results/record.js';

/** Reads results out of what a command prints, and tells what of it a person sees. */
export interface OutputReader {
  /** Takes a line of standard output. @returns what to show for it, `undefined` for nothing */
  readonly take: (line: string) => string | undefined;
  readonly takeError: (line: string) => void;
  readonly tests: () => readonly TestCase[];
  readonly benchmarks?: () => readonly Benchmark[];
}

/** What a reader of output has to know of the project. */
export interface ReaderFacts {
  /** Makes a path that a tool wrote one relative to the workspace root. */
  readonly toWorkspace: (path: string) => string;
  /** The folder of a Go package's sources, relative to the workspace root. */
  readonly folderOf: (importPath: string) => string | undefined;
}

/** The reader for a format of standard output; for none, and for those that are files, one that shows everything. */
export function openReader(format: ResultFormat | undefined, facts: ReaderFacts): OutputReader {
  switch (format) {
    case 'go-test-json': {
      const reader = new GoTestReader(facts.folderOf);
      return { take: (line) => reader.take(line), takeError: () => undefined, tests: () => reader.tests() };
    }
    case 'libtest': {
      const reader = new LibtestReader(facts.toWorkspace);
      return {
        take: (line) => reader.take(line),
        takeError: (line) => {
          reader.takeError(line);
        },
        tests: () => reader.tests(),
      };
    }
    case 'go-bench': {
      const reader = new GoBenchReader();
      return {
        take: (line) => {
          reader.take(line);
          return line;
        },
        takeError: () => undefined,
        tests: () => [],
        benchmarks: () => reader.benchmarks(),
      };
    }
    case undefined:
    case 'junit':
    case 'lcov':
    case 'go-cover':
    case 'cucumber-json':
    case 'cucumber-messages':
    case 'criterion':
    case 'pytest-benchmark':
    case 'tinybench':
      return { take: (line) => line, takeError: () => undefined, tests: () => [] };
    default:
      return unreachable(format);
  }
}
