import { joinPath } from '@slipway/kit';
import type { Command, CommandKind, PackageManager, Reader, RecognisedProject } from '../toolchain.js';
import { parseManifest, type PackageManifest } from './manifest.js';
import { buildOutputs } from './outputs.js';
import { otherLocks } from './packages.js';
import { measuresCoverage, reportingOf } from './reporting.js';

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

const MANAGERS: Readonly<Record<(typeof otherLocks)[number], PackageManager>> = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
  'bun.lockb': 'bun',
};

/** What `npm init` writes where there is no test. */
const NO_TEST = 'echo "Error: no test specified" && exit 1';

/** What can be run for a package: its scripts, under the names that every toolchain uses. */
export function commands(project: RecognisedProject, reader: Reader): readonly Command[] {
  const manifest = parseManifest(reader.read(project.manifest) ?? '', project.manifest);
  const install = installCommand(project, reader);
  const packageManager = packageManagerOf(project, reader);
  const declares = (name: string): boolean =>
    [manifest, ...surrounding(project, reader)].some(({ dependencies }) =>
      dependencies.some((one) => one.name === name),
    );
  const scriptFor = (names: readonly string[]): string | undefined =>
    names.find((name) => manifest.scripts[name] !== undefined && manifest.scripts[name] !== NO_TEST);
  const found = KINDS.flatMap(({ kind, scripts, mode }): readonly Command[] => {
    const script = scriptFor(scripts);
    if (script === undefined) return [];
    const text = manifest.scripts[script] ?? '';
    const reporting = reportingOf(text, kind, declares);
    return [
      {
        kind,
        description: `Runs the script "${script}": ${text}`,
        action: { kind: 'script', script, packageManager },
        cwd: project.root,
        install,
        outputs: outputsOf(kind, project, () => buildOutputs(project.root, manifest, reader)),
        ...(reporting === undefined ? {} : { reporting }),
        mode,
      },
    ];
  });
  const test = found.find(({ kind }) => kind === 'test');
  const coverage = test === undefined ? undefined : coverageOf(test, manifest, declares);
  return coverage === undefined || found.some(({ kind }) => kind === 'coverage') ? found : [...found, coverage];
}

/** The tests once more, measured, where their runner can do that without a script of its own. */
function coverageOf(
  test: Command,
  { scripts }: PackageManifest,
  declares: (name: string) => boolean,
): Command | undefined {
  const text = test.action.kind === 'script' ? scripts[test.action.script] : undefined;
  if (text === undefined || !measuresCoverage(text, declares)) return undefined;
  const reporting = reportingOf(text, 'coverage', declares);
  return reporting === undefined
    ? undefined
    : { ...test, kind: 'coverage', description: 'Runs the tests and measures what they reach.', reporting };
}

/** The manifests of the workspaces around a package: what these ask for is there for it too. */
function surrounding(project: RecognisedProject, reader: Reader): readonly PackageManifest[] {
  return project.applicable
    .filter((path) => path === 'package.json' || path.endsWith('/package.json'))
    .map((path) => parseManifest(reader.read(path) ?? '', path));
}

function outputsOf(kind: CommandKind, { root }: RecognisedProject, built: () => readonly string[]): readonly string[] {
  if (kind === 'build') return built();
  return kind === 'coverage' ? [joinPath(root, 'coverage')] : [];
}

function installCommand(project: RecognisedProject, reader: Reader): string {
  const lock = otherLock(project, reader);
  return lock === undefined ? 'npm ci' : INSTALL[lock];
}

function packageManagerOf(project: RecognisedProject, reader: Reader): PackageManager {
  const lock = otherLock(project, reader);
  return lock === undefined ? 'npm' : MANAGERS[lock];
}

function otherLock(project: RecognisedProject, reader: Reader): (typeof otherLocks)[number] | undefined {
  return otherLocks.find(
    (name) =>
      reader.isFile(joinPath(project.root, name)) ||
      project.applicable.some((path) => path === name || path.endsWith(`/${name}`)),
  );
}
