import { joinPath } from '@slipway/kit';
import type { Command, Reader, Reporting } from '../toolchain.js';

type MakeCommand = (kind: Command['kind'], description: string, args: readonly string[]) => Command;

const junit: Reporting = {
  args: ['--junitxml={results}/junit.xml', '-o', 'junit_family=xunit1'],
  files: [{ format: 'junit', path: '{results}/junit.xml' }],
};

/** The suites of a project that asks for pytest; those with a folder of their own are left out of the unit tests. */
export function pytestSuites(
  root: string,
  tools: ReadonlySet<string>,
  reader: Reader,
  python: MakeCommand,
): readonly Command[] {
  const has = (name: string): boolean => reader.list(joinPath(root, 'tests', name)).length > 0;
  const apart = ['integration', 'bdd', 'bench'].filter(has).map((name) => `--ignore=tests/${name}`);
  const pytest = ['-m', 'pytest'];
  return [
    { ...python('test', 'Runs the unit tests.', [...pytest, ...apart]), reporting: junit },
    ...(has('integration')
      ? [
          {
            ...python('integration', 'Runs the tests below tests/integration.', [...pytest, 'tests/integration']),
            reporting: junit,
          },
        ]
      : []),
    ...(has('bdd') && tools.has('pytest-bdd')
      ? [
          {
            ...python('bdd', 'Runs the scenarios below tests/bdd (pytest-bdd).', [...pytest, 'tests/bdd']),
            reporting: {
              args: [...junit.args, '--cucumberjson={results}/cucumber.json'],
              files: [...junit.files, { format: 'cucumber-json' as const, path: '{results}/cucumber.json' }],
            },
          },
        ]
      : []),
    ...(has('bench') && tools.has('pytest-benchmark')
      ? [
          {
            ...python('bench', 'Runs the benchmarks below tests/bench (pytest-benchmark).', [
              ...pytest,
              'tests/bench',
              '--benchmark-only',
            ]),
            reporting: {
              args: ['--benchmark-json={results}/benchmark.json'],
              files: [{ format: 'pytest-benchmark' as const, path: '{results}/benchmark.json' }],
            },
          },
        ]
      : []),
    ...(tools.has('pytest-cov')
      ? [
          {
            ...python('coverage', 'Runs the unit tests and measures which lines and branches they reach.', [
              ...pytest,
              ...apart,
              '--cov',
              '--cov-branch',
            ]),
            reporting: {
              args: [...junit.args, '--cov-report=lcov:{results}/lcov.info', '--cov-report=term'],
              env: { COVERAGE_FILE: '{results}/coverage.data' },
              files: [...junit.files, { format: 'lcov' as const, path: '{results}/lcov.info' }],
            },
          },
        ]
      : []),
  ];
}
