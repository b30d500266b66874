import type { CommandKind, Reporting } from '../toolchain.js';

const vitest: Reporting = {
  args: ['--reporter=default', '--reporter=junit', '--outputFile.junit={results}/junit.xml'],
  files: [{ format: 'junit', path: '{results}/junit.xml' }],
};
const jest: Reporting = {
  args: ['--reporters=default', '--reporters=jest-junit'],
  env: {
    JEST_JUNIT_OUTPUT_FILE: '{results}/junit.xml',
    JEST_JUNIT_ADD_FILE_ATTRIBUTE: 'true',
    JEST_JUNIT_CLASSNAME: '{filepath}',
  },
  files: [{ format: 'junit', path: '{results}/junit.xml' }],
};
const nodeTest: Reporting = {
  args: [
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=junit',
    '--test-reporter-destination={results}/junit.xml',
  ],
  files: [{ format: 'junit', path: '{results}/junit.xml' }],
};

const cucumber: Reporting = {
  args: [
    '--format',
    'progress',
    '--format',
    'message:{results}/messages.ndjson',
    '--format',
    'junit:{results}/junit.xml',
  ],
  files: [
    { format: 'cucumber-messages', path: '{results}/messages.ndjson' },
    { format: 'junit', path: '{results}/junit.xml' },
  ],
};

/**
 * What makes a script leave results: arguments that its one program takes. A script of several programs, or of one that is not known, is
 * run as it is.
 * @param declares whether the package, or the workspace around it, asks for a package
 */
export function reportingOf(
  script: string,
  kind: CommandKind,
  declares: (name: string) => boolean,
): Reporting | undefined {
  if (/[;&|<>`$]/.test(script)) return undefined;
  const runner = runnerOf(script);
  switch (runner) {
    case 'cucumber-js':
      return cucumber;
    case 'vitest':
      if (kind === 'bench')
        return {
          args: ['--outputJson={results}/bench.json'],
          files: [{ format: 'tinybench', path: '{results}/bench.json' }],
        };
      return withCoverage(vitest, kind, script, [
        '--coverage.enabled',
        '--coverage.reporter=text-summary',
        '--coverage.reporter=lcovonly',
        '--coverage.reportsDirectory={results}/coverage',
      ]);
    case 'jest':
      return declares('jest-junit')
        ? withCoverage(jest, kind, script, [
            '--coverage',
            '--coverageReporters=text-summary',
            '--coverageReporters=lcovonly',
            '--coverageDirectory={results}/coverage',
          ])
        : undefined;
    case 'node':
      return kind === 'test' ? nodeTest : undefined;
    case undefined:
      return undefined;
  }
}

/** Whether a script's tests can be measured by arguments alone, so that a package needs no script of its own for that. */
export function measuresCoverage(script: string, declares: (name: string) => boolean): boolean {
  if (reportingOf(script, 'coverage', declares) === undefined) return false;
  switch (runnerOf(script)) {
    case 'vitest':
      return declares('@vitest/coverage-v8') || declares('@vitest/coverage-istanbul');
    case 'jest':
      return true;
    case 'cucumber-js':
    case 'node':
    case undefined:
      return false;
  }
}

function withCoverage(base: Reporting, kind: CommandKind, script: string, args: readonly string[]): Reporting {
  if (kind !== 'coverage' && !/\s--coverage\b/.test(script)) return base;
  return {
    ...base,
    args: [...base.args, ...args],
    files: [...base.files, { format: 'lcov', path: '{results}/coverage/lcov.info' }],
  };
}

function runnerOf(script: string): 'vitest' | 'jest' | 'cucumber-js' | 'node' | undefined {
  const words = script.split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word));
  for (const word of words) {
    const name = /(?:^|\/)(vitest|jest|cucumber-js)(?:\.m?js)?$/.exec(word)?.[1];
    if (name === 'vitest' || name === 'jest' || name === 'cucumber-js') return name;
  }
  // Node takes what stands behind a file for another file.
  return words[0] === 'node' && words.includes('--test') && words.slice(1).every((word) => word.startsWith('-'))
    ? 'node'
    : undefined;
}
