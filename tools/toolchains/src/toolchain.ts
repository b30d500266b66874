import type { Problem } from '@slipway/kit';

/**
 * All that a toolchain may look at. Paths are relative to the workspace root, with `/`. The real one reads the disk, tests read a map;
 * a toolchain itself touches no file system and starts no program.
 */
export interface Reader {
  /** The text of a file, or `undefined` where there is none. */
  read(path: string): string | undefined;
  isFile(path: string): boolean;
  /** The names of a folder's entries in code unit order; empty where there is no such folder. */
  list(folder: string): readonly string[];
}

/** A reader that also knows every file of the workspace that git does not ignore. */
export interface FileTree extends Reader {
  /** The files in and below a folder (`.` is the workspace), in code unit order. */
  under(folder: string): readonly string[];
}

/** A program that a project builds and that can become an image. */
export interface Binary {
  /** What the toolchain calls it: Cargo's bin name, the folder of a Go main package, a console script, a package name. */
  readonly name: string;
  /** Where its entry is, relative to the project root: `src/main.rs`, `.` or `cmd/x` for Go, `pkg.cli:main`, `dist/main.js`. */
  readonly entry: string;
}

/** One project, known from its manifest alone. */
export interface RecognisedProject {
  /** The project's folder, `.` where it is the workspace root. Unique within a toolchain. */
  readonly root: string;
  readonly name: string;
  /** Which toolchain recognised it. */
  readonly toolchain: string;
  /** As the manifest says, absent where it says nothing. */
  readonly version?: string;
  readonly description?: string;
  readonly kind: 'application' | 'library';
  readonly manifest: string;
  /** Empty for a library. */
  readonly binaries: readonly Binary[];
  /**
   * Files outside of the production files of the project and of what it depends on that can still change what it builds: workspace
   * manifests, locks, toolchain settings. Only such as exist.
   */
  readonly applicable: readonly string[];
  /** What is wrong with the manifest. Such a project stays in the graph and its targets fail with these. */
  readonly problems: readonly Problem[];
}

/** An edge between two projects of one toolchain, by their roots. `development` is needed for tests and tools only. */
export interface Dependency {
  readonly source: string;
  readonly target: string;
  readonly kind: 'production' | 'development';
  /** The manifest that says so; it belongs to the source project or to the workspace. */
  readonly sourceFile: string;
}

/** A toolchain's projects with the edges between them. */
export interface Recognition {
  readonly projects: readonly RecognisedProject[];
  readonly dependencies: readonly Dependency[];
}

/** `production`: what the production image needs. `test`: that, the tests, and what they need. */
export type Purpose = 'production' | 'test';

/** What to prune a workspace for. */
export interface PruneRequest {
  readonly project: RecognisedProject;
  readonly recognition: Recognition;
  readonly tree: FileTree;
  readonly purpose: Purpose;
}

/** A file of a build context: one of the workspace's as it stands, or one written anew out of workspace files. `path` is where it lies in the context. */
export type ContextFile =
  | { readonly kind: 'copy'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly text: string; readonly madeFrom: readonly string[] };

/**
 * A pruned workspace in three tiers, so that a layer of the image can only be changed by what belongs in it. A path is in at most one
 * tier, but for stubs in `manifests` that a later tier replaces.
 */
export interface PrunePlan {
  /** Manifests and locks, and what the package manager demands beside them. */
  readonly manifests: readonly ContextFile[];
  /** Sources of the workspace's libraries that the project needs. */
  readonly libraries: readonly ContextFile[];
  /** Sources of the project itself. */
  readonly application: readonly ContextFile[];
  /** Build arguments for the toolchain's Dockerfile. PROJECT, the project's folder, is always among them. */
  readonly buildArguments: Readonly<Record<string, string>>;
}

/** The kinds of command, the same names for every toolchain. */
export const commandKinds = [
  'build',
  'lint',
  'fmt',
  'test',
  'integration',
  'coverage',
  'bdd',
  'bench',
  'serve',
] as const;
export type CommandKind = (typeof commandKinds)[number];

/** The formats in which the tools of the languages leave what they found. */
export const resultFormats = [
  'junit',
  'go-test-json',
  'libtest',
  'lcov',
  'go-cover',
  'cucumber-json',
  'cucumber-messages',
  'criterion',
  'go-bench',
  'pytest-benchmark',
  'tinybench',
] as const;
export type ResultFormat = (typeof resultFormats)[number];

/**
 * What makes a command leave results that a program can read. `{results}` in an argument, a value or a path stands for an absolute folder,
 * empty at the start; a path without it is relative to the workspace root.
 */
export interface Reporting {
  /** Added at the end of the command's own arguments; for a script after `--`. */
  readonly args: readonly string[];
  /** Where the added arguments go when they cannot stand at the end: before the first argument equal to this. */
  readonly before?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Written before the command starts: settings that the tool takes from a file only. */
  readonly writes?: readonly { readonly path: string; readonly text: string }[];
  /** Files or folders that are there afterwards. */
  readonly files: readonly { readonly format: ResultFormat; readonly path: string }[];
  /** What the command prints on standard output is itself in this format. */
  readonly stdout?: ResultFormat;
  /** Folders, relative to the workspace root, by the import path that results name them by. */
  readonly importRoots?: Readonly<Record<string, string>>;
}

/** What runs a script of package.json. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** One command of a project: what Nx runs for a target. */
export interface Command {
  readonly kind: CommandKind;
  /** One sentence for `nx show project`. */
  readonly description: string;
  readonly action:
    | {
        readonly kind: 'program';
        readonly program: string;
        readonly args: readonly string[];
        readonly env?: Readonly<Record<string, string>>;
      }
    /** A script of package.json, run by the workspace's package manager. */
    | { readonly kind: 'script'; readonly script: string; readonly packageManager: PackageManager };
  /** Folder to run in, relative to the workspace root. */
  readonly cwd: string;
  /** Told when the program is not installed: the command that installs it. */
  readonly install: string;
  /** What it leaves behind, relative to the workspace root; for Nx's `outputs`. */
  readonly outputs: readonly string[];
  /** How it is made to leave results; absent where its tool has no way that is known. */
  readonly reporting?: Reporting;
  /** `task` ends and may come from cache; `change` ends and edits sources; `server` runs until stopped. */
  readonly mode: 'task' | 'change' | 'server';
}

/**
 * A language: how its projects are recognised, what they depend on, how a workspace is pruned to one of them, and which commands they have.
 * All of it is pure: text in, data out. Add a language by naming a module that exports one of these (default export) in the plugin's options.
 */
export interface Toolchain {
  /** Lower case, one word: `rust`. Also the name of its Dockerfile, `docker/<name>.Dockerfile`. */
  readonly name: string;
  /** Globs of the manifests by which projects are recognised. */
  readonly manifestGlobs: readonly string[];
  /** Globs, relative to a project's root, of files that can never change what a production build makes of it: tests, benches, documents. */
  readonly notProduction: readonly string[];
  /** The projects that the given manifests (all that match the globs) declare. Broken ones are among them, with problems; never throws for bad text. */
  recognise(manifests: readonly string[], reader: Reader): readonly RecognisedProject[];
  /** The edges between recognised projects. */
  dependencies(projects: readonly RecognisedProject[], reader: Reader): readonly Dependency[];
  /** The smallest workspace that the tool accepts in its frozen mode and that builds the project. @throws UserError where it can't be. */
  prune(request: PruneRequest): PrunePlan;
  /** What can be run for a project. */
  commands(project: RecognisedProject, reader: Reader): readonly Command[];
}
