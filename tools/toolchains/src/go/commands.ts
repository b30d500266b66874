import type { Command, Reader, RecognisedProject, Reporting } from '../toolchain.js';
import { joinPath } from '@slipway/kit';
import { Modules } from './modules.js';
import { goSuites } from './suites.js';

/** What the go command can do for a module. */
export function goCommands(project: RecognisedProject, reader: Reader): readonly Command[] {
  const isApplication = project.kind === 'application';
  const command = goCommand(project, reader);
  const entry = mainEntry(project);
  const path = new Modules(reader).at(project.root)?.mod.module;
  const reporting: Reporting = {
    args: ['-json'],
    before: './...',
    files: [],
    stdout: 'go-test-json',
    ...(path === undefined ? {} : { importRoots: { [path]: project.root } }),
  };
  return [
    isApplication
      ? command('build', 'Compiles the programs into dist.', ['build', '-o', 'dist/', './...'], 'task', [
          joinPath(project.root, 'dist'),
        ])
      : command('build', 'Compiles the packages.', ['build', './...']),
    command('lint', 'Reports suspicious code (go vet).', ['vet', './...']),
    command('fmt', 'Formats the sources (gofmt).', ['fmt', './...'], 'change'),
    ...goSuites(project, reader, command, reporting),
    ...(entry === undefined ? [] : [command('serve', 'Runs the program.', ['run', entry], 'server')]),
  ];
}

export type MakeCommand = ReturnType<typeof goCommand>;

function goCommand({ root }: RecognisedProject, reader: Reader) {
  const modules = new Modules(reader);
  const module = modules.at(root);
  // The go command refuses to work in a module that the go.work above it does not use, unless told to look away.
  const env = module !== undefined && modules.isLeftOut(module) ? { env: { GOWORK: 'off' } } : {};
  return (
    kind: Command['kind'],
    description: string,
    args: readonly string[],
    mode: Command['mode'] = 'task',
    outputs: readonly string[] = [],
  ): Command => ({
    kind,
    description,
    action: { kind: 'program', program: 'go', args, ...env },
    cwd: root,
    install: 'see https://go.dev/doc/install',
    outputs,
    mode,
  });
}

/** The program that is the project: its only one, or the one that is called like it. */
function mainEntry({ name, binaries }: RecognisedProject): string | undefined {
  const [first, ...others] = binaries;
  const chosen = others.length === 0 ? first : binaries.find((binary) => binary.name === name);
  return chosen === undefined ? undefined : chosen.entry === '.' ? '.' : `./${chosen.entry}`;
}
