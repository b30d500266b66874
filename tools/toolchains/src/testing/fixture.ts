import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isMissing } from '@slipway/kit';
import { closure } from '../closure.js';
import { memoryTree } from '../memory-tree.js';
import { productionFiles, projectFiles } from '../production.js';
import type { FileTree, PrunePlan, Purpose, Recognition, RecognisedProject, Toolchain } from '../toolchain.js';

const execute = promisify(execFile);

/** Files of a workspace for a test, path to text. */
export type Files = Readonly<Record<string, string>>;

/** A workspace in memory, as a toolchain sees it. */
export interface Fixture {
  readonly tree: FileTree;
  readonly recognition: Recognition;
  /** @throws Error where no project has this root */
  readonly project: (root: string) => RecognisedProject;
  readonly prune: (root: string, purpose?: Purpose) => PrunePlan;
  /** What a plan copies, or makes a file from, although nothing hashes it. */
  readonly unhashed: (root: string, purpose?: Purpose) => readonly string[];
}

/** Recognises a workspace in memory. Every file whose name is one of the manifests is given to the toolchain. */
export function fixture(toolchain: Toolchain, files: Files, isManifest: (path: string) => boolean): Fixture {
  const tree = memoryTree(files);
  const projects = toolchain.recognise(Object.keys(files).filter(isManifest), tree);
  const recognition = { projects, dependencies: toolchain.dependencies(projects, tree) };
  const project = (root: string): RecognisedProject => {
    const found = projects.find((candidate) => candidate.root === root);
    if (found === undefined) throw new Error(`no project in ${root}: ${projects.map((each) => each.root).join(', ')}`);
    return found;
  };
  const prune = (root: string, purpose: Purpose = 'production'): PrunePlan =>
    toolchain.prune({ project: project(root), recognition, tree, purpose });
  const unhashed = (root: string, purpose: Purpose = 'production'): readonly string[] => {
    const nested = projects.map((each) => each.root);
    const own =
      purpose === 'test' ? projectFiles(root, tree, nested) : productionFiles(project(root), toolchain, tree, nested);
    const libraries = closure(recognition, root, purpose);
    const hashed = new Set([
      ...own,
      ...libraries.flatMap((library) => productionFiles(library, toolchain, tree, nested)),
      ...project(root).applicable,
    ]);
    const { manifests, libraries: libraryFiles, application } = prune(root, purpose);
    return [...manifests, ...libraryFiles, ...application]
      .flatMap((file) => (file.kind === 'copy' ? [file.path] : file.madeFrom))
      .filter((path) => !hashed.has(path));
  };
  return { tree, recognition, project, prune, unhashed };
}

/** Long enough for a compiler on a busy machine that has nothing cached. */
export const REAL_TOOL_TIMEOUT_MS = 60_000;

/** Writes files below a new temporary folder and gives its path. */
export function writeWorkspace(files: Files): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-toolchain-')));
  writeInto(root, files);
  return root;
}

/** Writes the files that a plan puts into a build context below a new temporary folder, tier after tier, and gives its path. */
export function writePlan(plan: PrunePlan, tree: FileTree): string {
  const files = [...plan.manifests, ...plan.libraries, ...plan.application].map((file) => {
    const text = file.kind === 'write' ? file.text : tree.read(file.path);
    if (text === undefined) throw new Error(`the plan copies ${file.path}, which does not exist`);
    return [file.path, text] as const;
  });
  return writeWorkspace(Object.fromEntries(files));
}

/** Removes what writeWorkspace or writePlan wrote. */
export function removeWorkspace(root: string): void {
  rmSync(root, { recursive: true, force: true });
}

/**
 * Runs the real tool and gives what it says on standard output. Not by way of the kit: what that loads hooks into the process, and Jest
 * runs several test files in one.
 * @throws Error where the tool is not installed, or fails
 */
export async function runTool(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { stdout } = await execute(program, [...args], {
      cwd,
      env: { ...process.env, FORCE_COLOR: '0', ...env },
      maxBuffer: 64 << 20,
    });
    return stdout.trimEnd();
  } catch (error) {
    if (isMissing(error)) throw new Error(`this test needs ${program}, which is not on PATH`, { cause: error });
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed in ${cwd}:\n${stdout ?? ''}\n${stderr ?? ''}`, {
      cause: error,
    });
  }
}

function writeInto(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const absolute = join(root, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  }
}
