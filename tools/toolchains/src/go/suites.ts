import { joinPath } from '@slipway/kit';
import type { Command, Reader, RecognisedProject, Reporting } from '../toolchain.js';
import type { MakeCommand } from './commands.js';

/** The test that runs a module's features; it is told by GODOG_FORMAT what to write, as godog's own command is by --format. */
const FEATURES = '^TestFeatures$';

/** Deeper than this nobody keeps tests, and looking costs every command. */
const DEEPEST = 4;

/** The suites of a module: what its folders and its go.mod say there is. */
export function goSuites(
  { root }: RecognisedProject,
  reader: Reader,
  command: MakeCommand,
  reporting: Reporting,
): readonly Command[] {
  const tests = testFiles(root, reader, DEEPEST);
  const has = (pattern: RegExp): boolean => tests.some((file) => pattern.test(file));
  const hasFeatures =
    reader.list(joinPath(root, 'features')).length > 0 &&
    /\bgithub\.com\/cucumber\/godog\b/.test(reader.read(joinPath(root, 'go.mod')) ?? '');
  const unit = hasFeatures ? ['-skip', FEATURES] : [];
  return [
    { ...command('test', 'Runs the unit tests.', ['test', ...unit, './...']), reporting },
    ...(has(/(?:^|[/_])integration_test\.go$|(?:^|\/)integration\//)
      ? [
          {
            ...command('integration', 'Runs the tests, those behind the build tag "integration" among them.', [
              'test',
              '-tags=integration',
              '-count=1',
              ...unit,
              './...',
            ]),
            reporting,
          },
        ]
      : []),
    ...(tests.length === 0 ? [] : [coverage(command, reporting, unit)]),
    ...(hasFeatures ? [features(command)] : []),
    ...(has(/(?:^|[/_])bench(?:mark)?_test\.go$/)
      ? [
          {
            ...command('bench', 'Runs the benchmarks ten times over.', [
              'test',
              '-run=^$',
              '-bench=.',
              '-count=10',
              './...',
            ]),
            reporting: { args: [], files: [], stdout: 'go-bench' as const },
          },
        ]
      : []),
  ];
}

function coverage(command: MakeCommand, reporting: Reporting, unit: readonly string[]): Command {
  return {
    ...command('coverage', 'Runs the unit tests and measures which statements they reach.', [
      'test',
      '-covermode=atomic',
      ...unit,
      './...',
    ]),
    reporting: {
      ...reporting,
      args: [...reporting.args, '-coverpkg=./...', '-coverprofile={results}/cover.out'],
      files: [{ format: 'go-cover', path: '{results}/cover.out' }],
    },
  };
}

function features(command: MakeCommand): Command {
  return {
    ...command('bdd', 'Runs the scenarios below features (godog).', ['test', '-count=1', '-run', FEATURES, './...']),
    reporting: {
      args: [],
      env: { GODOG_FORMAT: 'cucumber:{results}/cucumber.json,junit:{results}/junit.xml,pretty' },
      files: [
        { format: 'cucumber-json', path: '{results}/cucumber.json' },
        { format: 'junit', path: '{results}/junit.xml' },
      ],
    },
  };
}

/** Relative to the module; nested modules are none of its own. */
function testFiles(root: string, reader: Reader, deepest: number, folder = '.'): readonly string[] {
  return reader.list(joinPath(root, folder)).flatMap((name): readonly string[] => {
    const path = joinPath(folder, name);
    if (name.endsWith('_test.go')) return [path];
    // The go command passes these over itself, and a name with a dot is a file's.
    if (/[.]|^_|^testdata$|^vendor$|^node_modules$|^dist$/.test(name) || deepest === 0) return [];
    return reader.isFile(joinPath(root, path, 'go.mod')) ? [] : testFiles(root, reader, deepest - 1, path);
  });
}
