import picomatch from 'picomatch';
import { relativeTo } from '@slipway/kit';
import type { FileTree, RecognisedProject, Toolchain } from './toolchain.js';

/** Never part of what a project builds, whatever its language: documents, task definitions, image recipes, results. */
export const neverProduction: readonly string[] = [
  '*.md',
  'LICENSE*',
  'docs/**/*.md',
  'docs/**/*.png',
  'docs/**/*.svg',
  'Dockerfile*',
  '**/.dockerignore',
  'project.json',
  '.slipway/**',
  '**/.gitignore',
  '**/.editorconfig',
];

/** Globs, relative to a project's root, of the files that a production build of it can do without. */
export function productionExcludes(toolchain: Pick<Toolchain, 'notProduction'>): readonly string[] {
  return [...neverProduction, ...toolchain.notProduction];
}

/**
 * The files of a project that can change what a production build makes of it. The same globs become the task's inputs, so that a context
 * holds nothing that is not hashed. Files of other projects nested below this one are left out.
 */
export function productionFiles(
  project: RecognisedProject,
  toolchain: Pick<Toolchain, 'notProduction'>,
  tree: FileTree,
  nested: readonly string[],
): readonly string[] {
  const excluded = picomatch([...productionExcludes(toolchain)], { dot: true });
  return projectFiles(project.root, tree, nested).filter((path) => !excluded(relativeTo(project.root, path)));
}

/** All files of a project, those of the projects nested below it left out. */
export function projectFiles(root: string, tree: FileTree, nested: readonly string[]): readonly string[] {
  const inner = nested.filter((other) => other !== root && (root === '.' || other.startsWith(`${root}/`)));
  return tree.under(root).filter((path) => !inner.some((other) => path.startsWith(`${other}/`)));
}
