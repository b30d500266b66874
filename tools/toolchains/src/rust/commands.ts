import type { Command, Reader, RecognisedProject } from '../toolchain.js';
import { targetFolder } from './settings.js';
import { mainBinary } from './targets.js';
import { findRoot, manifestLoader } from './workspace.js';
import { joinPath } from '@slipway/kit';
import { suiteCommands } from './suites.js';

const cargo = { kind: 'program', program: 'cargo' } as const;
const installRust = 'install Rust: https://rustup.rs';

/** What can be run for a package, each from its workspace's folder, where Cargo finds the settings that hold for all of it. */
export function commands(project: RecognisedProject, reader: Reader): readonly Command[] {
  const load = manifestLoader(reader);
  const manifest = load(project.manifest);
  if (manifest?.kind !== 'manifest') return [];
  const root = findRoot(manifest.manifest, load);
  if (root.kind !== 'manifest') return [];
  const cwd = root.manifest.folder;
  const selected = ['--package', project.name];
  const target = targetFolder(cwd, reader);
  const binary = mainBinary(project);
  const common = { cwd, install: installRust, outputs: [], mode: 'task' } as const;
  const all: readonly Command[] = [
    {
      ...common,
      kind: 'build',
      description: 'Compiles the package with the release profile.',
      action: { ...cargo, args: ['build', '--release', ...selected] },
      outputs: project.binaries.map(({ name }) => joinPath(target, 'release', name)),
    },
    {
      ...common,
      kind: 'lint',
      description: 'Checks the package and its tests with Clippy; a warning fails.',
      action: { ...cargo, args: ['clippy', ...selected, '--all-targets', '--no-deps', '--', '--deny', 'warnings'] },
      install: 'rustup component add clippy',
    },
    {
      ...common,
      kind: 'fmt',
      description: 'Formats the package with rustfmt.',
      action: { ...cargo, args: ['fmt', ...selected] },
      install: 'rustup component add rustfmt',
      mode: 'change',
    },
    {
      ...common,
      kind: 'test',
      description:
        'Runs the tests of the package: those in its sources, those under tests, and those in its documentation.',
      action: { ...cargo, args: ['test', ...selected] },
      reporting: { args: [], files: [], stdout: 'libtest' },
    },
    ...suiteCommands(project, manifest.manifest, reader, common),
  ];
  return binary === undefined ? all : [...all, serve(selected, binary.name, common)];
}

function serve(
  selected: readonly string[],
  binary: string,
  common: Pick<Command, 'cwd' | 'install' | 'outputs'>,
): Command {
  return {
    ...common,
    kind: 'serve',
    description: `Runs ${binary} until it is stopped.`,
    action: { ...cargo, args: ['run', ...selected, '--bin', binary] },
    mode: 'server',
  };
}
