import { joinPath } from '@slipway/kit';
import type { Command, Reader, RecognisedProject, Reporting } from '../toolchain.js';
import type { MakeCommand } from './commands.js';

/** Deeper than this nobody keeps tests, and looking costs every command. */
const DEEPEST = 4;

/** The suites of a module besides its unit tests: what its folders say there is. */
export function goSuites(
  { root }: RecognisedProject,
  reader: Reader,
  command: MakeCommand,
  reporting: Reporting,
): readonly Command[] {
  const tests = testFiles(root, reader, DEEPEST);
  return [
    ...(tests.some((file) => /(?:^|[/_])integration_test\.go$/.test(file) || /(?:^|\/)integration\//.test(file))
      ? [
          {
            ...command('integration', 'Runs the tests, those behind the build tag "integration" among them.', [
              'test',
              '-tags=integration',
              '-count=1',
              './...',
            ]),
            reporting,
          },
        ]
      : []),
    ...(tests.length === 0
      ? []
      : [
          {
            ...command('coverage', 'Runs the unit tests and measures which statements they reach.', [
              'test',
              '-covermode=atomic',
              './...',
            ]),
            reporting: {
              ...reporting,
              args: [...reporting.args, '-coverpkg=./...', '-coverprofile={results}/cover.out'],
              files: [{ format: 'go-cover' as const, path: '{results}/cover.out' }],
            },
          },
        ]),
  ];
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
