import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { memoryTree } from '../memory-tree.js';
import { runTool, writeWorkspace, type Files } from './fixture.js';
import type { FileTree, PrunePlan, Purpose, Recognition } from '../toolchain.js';
import { node } from '../node/index.js';

/** A workspace on disk, for npm and for us. */
export interface NpmWorkspace {
  readonly root: string;
  /** Runs npm in the workspace and gives its standard output. @throws Error with all it said, where it fails */
  npm(...args: readonly string[]): Promise<string>;
  write(files: Files): void;
  recognise(): { readonly recognition: Recognition; readonly tree: FileTree };
  prune(project: string, purpose?: Purpose): PrunePlan;
}

/** What npm would otherwise say, look up or run besides. */
const QUIET = {
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
  npm_config_loglevel: 'error',
};

export const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** A workspace in a temporary folder. */
export function npmWorkspace(files: Files): NpmWorkspace {
  const root = writeWorkspace(files);
  const write = (more: Files): void => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  const recognise: NpmWorkspace['recognise'] = () => {
    const tree = memoryTree(readFiles(root));
    const projects = node.recognise(
      tree.under('.').filter((path) => path.endsWith('package.json')),
      tree,
    );
    return { tree, recognition: { projects, dependencies: node.dependencies(projects, tree) } };
  };
  const prune: NpmWorkspace['prune'] = (wanted, purpose = 'production') => {
    const { recognition, tree } = recognise();
    const project = recognition.projects.find((candidate) => candidate.root === wanted);
    if (project === undefined) throw new Error(`no project in ${wanted}`);
    return node.prune({ project, recognition, tree, purpose });
  };
  return { root, npm: (...args) => runTool('npm', args, root, QUIET), write, recognise, prune };
}

/** Packs packages into archives below a folder of a workspace, as `npm pack` does: the files lie in `package/`. */
export async function pack(root: string, archives: Readonly<Record<string, Files>>): Promise<void> {
  for (const [path, files] of Object.entries(archives)) {
    const staging = writeWorkspace(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`package/${name}`, text])),
    );
    mkdirSync(dirname(join(root, path)), { recursive: true });
    await runTool('tar', ['-czf', join(root, path), 'package'], staging);
    rmSync(staging, { recursive: true });
  }
}

/** Writes tiers of a plan over each other into a workspace of their own; what it copies is copied byte for byte. */
export function writeTiers(
  plan: PrunePlan,
  from: string,
  tiers: readonly (keyof Omit<PrunePlan, 'buildArguments'>)[],
): NpmWorkspace {
  const target = npmWorkspace({});
  for (const file of tiers.flatMap((tier) => plan[tier])) {
    const content = file.kind === 'write' ? file.text : readFileSync(join(from, file.path));
    mkdirSync(dirname(join(target.root, file.path)), { recursive: true });
    writeFileSync(join(target.root, file.path), content);
  }
  return target;
}

function readFiles(root: string): Files {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !`/${path}`.includes('/node_modules/'));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
