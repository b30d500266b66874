import picomatch from 'picomatch';
import { isInside, joinPath, relativeTo } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import { parseManifest, type Manifest } from './manifest.js';
import { normaliseName } from './requirement.js';
import { parseRequirementsFile, type RequirementsFile } from './requirements-file.js';

/** A uv workspace: the manifest that declares it, and which folders are its members. */
export interface UvWorkspace {
  readonly root: Manifest;
  includes(folder: string): boolean;
}

/** The Python manifests of a repository, each read once. */
export class Packages {
  readonly #manifests = new Map<string, Manifest | undefined>();
  readonly #requirements = new Map<string, RequirementsFile | undefined>();
  readonly #workspaces = new Map<string, UvWorkspace>();
  readonly #members = new Map<UvWorkspace, ReadonlyMap<string, string>>();

  /** @param folders those that may be members of a workspace */
  constructor(
    readonly reader: Reader,
    readonly folders: readonly string[],
  ) {}

  /** The pyproject.toml of a folder, `undefined` where there is none. */
  manifestIn(folder: string): Manifest | undefined {
    if (this.#manifests.has(folder)) return this.#manifests.get(folder);
    const file = joinPath(folder, 'pyproject.toml');
    const text = this.reader.read(file);
    const manifest = text === undefined ? undefined : parseManifest(text, file);
    this.#manifests.set(folder, manifest);
    return manifest;
  }

  /** A requirements file, `undefined` where there is none. */
  requirements(file: string): RequirementsFile | undefined {
    if (this.#requirements.has(file)) return this.#requirements.get(file);
    const text = this.reader.read(file);
    const parsed = text === undefined ? undefined : parseRequirementsFile(text, file);
    this.#requirements.set(file, parsed);
    return parsed;
  }

  /** The uv workspace that a folder belongs to: its own, else that of the next folder above that declares one. */
  workspaceOf(folder: string): UvWorkspace | undefined {
    for (const above of foldersUpFrom(folder)) {
      const root = this.manifestIn(above);
      if (root?.workspace === undefined) continue;
      const workspace = this.#workspaces.get(above) ?? toWorkspace(root, root.workspace);
      this.#workspaces.set(above, workspace);
      return workspace.includes(folder) ? workspace : undefined;
    }
    return undefined;
  }

  /** The folder of a workspace's member, by its normalised name. */
  member(workspace: UvWorkspace, name: string): string | undefined {
    const members = this.#members.get(workspace) ?? this.#membersOf(workspace);
    this.#members.set(workspace, members);
    return members.get(name);
  }

  #membersOf(workspace: UvWorkspace): ReadonlyMap<string, string> {
    return new Map(
      this.folders.flatMap((folder) => {
        if (!workspace.includes(folder)) return [];
        // One that can't be read most likely has the name of its folder; the others need not suffer for it.
        const name = this.manifestIn(folder)?.name ?? folder.split('/').at(-1) ?? folder;
        return [[normaliseName(name), folder] as const];
      }),
    );
  }
}

function toWorkspace(root: Manifest, { members, exclude }: NonNullable<Manifest['workspace']>): UvWorkspace {
  const matcher = (globs: readonly string[]) => {
    const cleaned = globs.map((glob) => joinPath(glob));
    const matches = picomatch(cleaned, { dot: true });
    return (path: string): boolean => cleaned.length > 0 && matches(path);
  };
  const [isMember, isExcluded] = [matcher(members), matcher(exclude)];
  const includes = (folder: string): boolean => {
    if (folder === root.folder) return true;
    if (!isInside(folder, root.folder)) return false;
    const relative = relativeTo(root.folder, folder);
    return isMember(relative) && !isExcluded(relative);
  };
  return { root, includes };
}

/** A folder and those above it, up to the workspace root. */
export function foldersUpFrom(folder: string): readonly string[] {
  return folder === '.' ? ['.'] : [folder, ...foldersUpFrom(joinPath(folder, '..'))];
}
