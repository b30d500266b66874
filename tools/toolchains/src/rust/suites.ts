import { joinPath } from '@slipway/kit';
import type { Command, Reader, RecognisedProject } from '../toolchain.js';
import type { CargoManifest } from './manifest.js';
import { targetFolder } from './settings.js';
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
    ...(hasTest('bdd')
      ? [
          {
            ...common,
            kind: 'bdd' as const,
            description: 'Runs the test program "bdd", which runs the scenarios below features (cucumber).',
            action: { kind: 'program' as const, program: 'cargo', args: ['test', ...selected, '--test', 'bdd'] },
            reporting: {
              args: [],
              env: { CUCUMBER_JSON: '{results}/cucumber.json', CUCUMBER_JUNIT: '{results}/junit.xml' },
              files: [
                { format: 'cucumber-json' as const, path: '{results}/cucumber.json' },
                { format: 'junit' as const, path: '{results}/junit.xml' },
              ],
            },
          },
        ]
      : []),
    ...(reader.list(joinPath(project.root, 'benches')).length > 0
      ? [
          {
            ...common,
            kind: 'bench' as const,
            description: 'Runs the benchmarks below benches (criterion).',
            action: { kind: 'program' as const, program: 'cargo', args: ['bench', ...selected, '--benches'] },
            reporting: {
              args: [],
              files: [{ format: 'criterion' as const, path: joinPath(targetFolder(common.cwd, reader), 'criterion') }],
            },
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
