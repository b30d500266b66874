import { joinPath } from '@slipway/kit';
import type { Command, CommandKind, Reader, RecognisedProject } from '../toolchain.js';
import { parseManifest } from './manifest.js';
import { buildOutputs } from './outputs.js';
import { otherLocks } from './packages.js';

interface ScriptKind {
  readonly kind: CommandKind;
  /** The scripts that people use for it, the likeliest first. */
  readonly scripts: readonly string[];
  readonly mode: Command['mode'];
}

/** What a script of package.json is taken for. A package without such a script does not have the command. */
const KINDS: readonly ScriptKind[] = [
  { kind: 'build', scripts: ['build'], mode: 'task' },
  { kind: 'lint', scripts: ['lint'], mode: 'task' },
  { kind: 'fmt', scripts: ['fmt', 'format'], mode: 'change' },
  { kind: 'test', scripts: ['test'], mode: 'task' },
  { kind: 'integration', scripts: ['integration', 'test:integration'], mode: 'task' },
  { kind: 'coverage', scripts: ['coverage', 'test:coverage'], mode: 'task' },
  { kind: 'bdd', scripts: ['bdd', 'test:bdd'], mode: 'task' },
  { kind: 'bench', scripts: ['bench', 'benchmark'], mode: 'task' },
  { kind: 'serve', scripts: ['dev', 'start:dev', 'serve', 'start'], mode: 'server' },
];

const INSTALL: Readonly<Record<(typeof otherLocks)[number], string>> = {
  'pnpm-lock.yaml': 'pnpm install --frozen-lockfile',
  'yarn.lock': 'yarn install',
  'bun.lock': 'bun install --frozen-lockfile',
  'bun.lockb': 'bun install --frozen-lockfile',
};

/** What `npm init` writes where there is no test. */
const NO_TEST = 'echo "Error: no test specified" && exit 1';

/** What can be run for a package: its scripts, under the names that every toolchain uses. */
export function commands(project: RecognisedProject, reader: Reader): readonly Command[] {
  const manifest = parseManifest(reader.read(project.manifest) ?? '', project.manifest);
  const install = installCommand(project, reader);
  return KINDS.flatMap(({ kind, scripts, mode }): readonly Command[] => {
    const script = scripts.find((name) => manifest.scripts[name] !== undefined && manifest.scripts[name] !== NO_TEST);
    if (script === undefined) return [];
    return [
      {
        kind,
        description: `Runs the script "${script}": ${manifest.scripts[script] ?? ''}`,
        action: { kind: 'script', script },
        cwd: project.root,
        install,
        outputs: outputsOf(kind, project, () => buildOutputs(project.root, manifest, reader)),
        mode,
      },
    ];
  });
}

function outputsOf(kind: CommandKind, { root }: RecognisedProject, built: () => readonly string[]): readonly string[] {
  if (kind === 'build') return built();
  return kind === 'coverage' ? [joinPath(root, 'coverage')] : [];
}

function installCommand(project: RecognisedProject, reader: Reader): string {
  const lock = otherLocks.find(
    (name) =>
      reader.isFile(joinPath(project.root, name)) ||
      project.applicable.some((path) => path === name || path.endsWith(`/${name}`)),
  );
  return lock === undefined ? 'npm ci' : INSTALL[lock];
}
