import { joinPath } from '@slipway/kit';
import type { Command, Reader, RecognisedProject } from '../toolchain.js';
import type { CargoManifest } from './manifest.js';
import { namedTestTargets } from './targets.js';

type Common = Pick<Command, 'cwd' | 'install' | 'outputs' | 'mode'>;

/** The suites of a package besides its tests: what its folders and its manifest say there is. */
export function suiteCommands(
  project: RecognisedProject,
  manifest: CargoManifest,
  reader: Reader,
  common: Common,
): readonly Command[] {
  const selected = ['--package', project.name];
  const hasTest = (name: string): boolean =>
    reader.isFile(joinPath(project.root, 'tests', `${name}.rs`)) ||
    reader.isFile(joinPath(project.root, 'tests', name, 'main.rs')) ||
    namedTestTargets(manifest, reader).some((target) => target.kind === 'test' && target.name === name);
  return [
    ...(hasTest('integration')
      ? [
          {
            ...common,
            kind: 'integration' as const,
            description: 'Runs the test program "integration", with the tests that only a running system can pass.',
            action: {
              kind: 'program' as const,
              program: 'cargo',
              args: ['test', ...selected, '--test', 'integration', '--', '--include-ignored'],
            },
            reporting: { args: [], files: [], stdout: 'libtest' as const },
          },
        ]
      : []),
    {
      ...common,
      kind: 'coverage',
      description: 'Runs the tests of the package and measures which lines they reach.',
      // Not by way of cargo, which would only say that it knows no such command.
      action: { kind: 'program', program: 'cargo-llvm-cov', args: ['llvm-cov', ...selected] },
      install: 'cargo install cargo-llvm-cov && rustup component add llvm-tools',
      reporting: {
        args: ['--lcov', '--output-path', '{results}/lcov.info'],
        files: [{ format: 'lcov', path: '{results}/lcov.info' }],
        stdout: 'libtest',
      },
    },
  ];
}
