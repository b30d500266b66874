import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@slipway/kit/process';
import { docker } from '@slipway/images/docker';

/** The repository that these tests are part of. */
export const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** What a command printed, standard output and error together, and how it ended. */
export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** A throw-away workspace whose images have a name of their own. */
export interface Workspace {
  readonly root: string;
  /** First part of its image names. */
  readonly name: string;
  nx(args: readonly string[], env?: Readonly<Record<string, string | undefined>>): Promise<Outcome>;
  /** Changes a file's text. */
  edit(path: string, change: (text: string) => string): void;
  write(path: string, text: string): void;
  remove(path: string): void;
  /** The digest that an image's tag stands for, or undefined. */
  imageId(project: string): Promise<string | undefined>;
  /** Removes the folder and its images. */
  dispose(): Promise<void>;
}

/** The projects that are built into images. */
export const services = ['core', 'api-go', 'api-python', 'api-nest', 'api-fastify'] as const;

/** A copy of this repository's files as git sees them, with its installed packages. */
export async function copyRepository(name: string): Promise<Workspace> {
  const root = mkdtempSync(join(tmpdir(), `slipway-${name}-`));
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
  });
  if (listed.kind !== 'exited' || listed.exitCode !== 0)
    throw new Error('git can not list the files of the repository');
  for (const path of listed.stdout.split('\0').filter((entry) => entry !== '' && !entry.startsWith('e2e/'))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(repository, path), join(root, path), { preserveTimestamps: true, force: true, errorOnExist: false });
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  return openWorkspace(root, name);
}

/** A workspace in a folder that is there already. */
export function openWorkspace(root: string, name: string): Workspace {
  const workspaceName = `slipway-e2e-${name}`;
  const nxJson = { plugins: [{ plugin: '@slipway/nx', options: { workspaceName } }], analytics: false };
  writeFileSync(join(root, 'nx.json'), JSON.stringify(nxJson, null, 2));
  return {
    root,
    name: workspaceName,
    nx: (args, env) => runNx(root, args, env),
    edit: (path, change) => {
      writeFileSync(join(root, path), change(readFileSync(join(root, path), 'utf8')));
    },
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    remove: (path) => {
      rmSync(join(root, path), { recursive: true, force: true });
    },
    imageId: (project) => imageId(`${workspaceName}/${project}:dev`),
    dispose: async () => {
      const listed = await docker(['image', 'ls', '--quiet', '--filter', `reference=${workspaceName}/*`]);
      const ids = listed.kind === 'exited' ? listed.stdout.split('\n').filter((id) => id !== '') : [];
      if (ids.length > 0) await docker(['image', 'rm', '--force', ...new Set(ids)]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Runs Nx in a workspace: without its daemon, without colour, and without what this test was started with. */
export async function runNx(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Outcome> {
  const outcome = await run(process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args], {
    cwd: root,
    env: {
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      NODE_OPTIONS: undefined,
      ...env,
    },
  });
  if (outcome.kind !== 'exited') throw new Error(`nx ${args.join(' ')}: ${outcome.kind}`);
  return { exitCode: outcome.exitCode, output: `${outcome.stdout}\n${outcome.stderr}` };
}

/** What a name stands for on the engine. */
export async function imageId(name: string): Promise<string | undefined> {
  const outcome = await docker(['image', 'inspect', '--format', '{{.Id}}', name]);
  return outcome.kind === 'exited' && outcome.exitCode === 0 ? outcome.stdout.trim() : undefined;
}

/** Runs docker and gives what it printed. @throws Error where it fails */
export async function dockerText(...args: readonly string[]): Promise<string> {
  const outcome = await docker(args);
  if (outcome.kind !== 'exited' || outcome.exitCode !== 0) {
    throw new Error(`docker ${args.join(' ')}: ${outcome.kind === 'exited' ? outcome.stderr : outcome.kind}`);
  }
  return outcome.stdout;
}

/** `5 images: …`, the line with which docker-build closes. */
export function closingLine(output: string): string | undefined {
  return /^\d+ images?: .*$/m.exec(output)?.[0];
}
