import picomatch from 'picomatch';
import { formatProblem, joinPath, type Problem } from '@slipway/kit';
import type { Dependency, Reader, Recognition, RecognisedProject, Toolchain } from './toolchain.js';

/** A project with the toolchain that recognised it and all that this toolchain recognised. */
export interface WorkspaceProject {
  readonly project: RecognisedProject;
  readonly toolchain: Toolchain;
  readonly recognition: Recognition;
  /** The name that Nx has for it. */
  readonly name: string;
  /** What is wrong with its manifest, its name or its libraries. */
  readonly problems: readonly Problem[];
}

/** All projects of a workspace, one for each folder. */
export interface RecognisedWorkspace {
  readonly projects: readonly WorkspaceProject[];
  readonly dependencies: readonly Dependency[];
  /** The roots of all projects: what lies below one belongs to it and not to a project around it. */
  readonly roots: readonly string[];
}

/**
 * Recognises the projects of all toolchains. Where a folder holds manifests of several, an application comes before a library, and then
 * the toolchain that comes first; edges count whichever toolchain found them.
 * @param files the workspace's manifests, relative to its root
 */
export function recogniseWorkspace(
  toolchains: readonly Toolchain[],
  files: readonly string[],
  reader: Reader,
): RecognisedWorkspace {
  const found = toolchains.map((toolchain) => {
    const matches = picomatch([...toolchain.manifestGlobs], { dot: true });
    const projects = toolchain.recognise(
      files.filter((file) => matches(file)),
      reader,
    );
    return { toolchain, recognition: { projects, dependencies: toolchain.dependencies(projects, reader) } };
  });
  const claimed = new Map<string, Omit<WorkspaceProject, 'name' | 'problems'>>();
  for (const { toolchain, recognition } of found) {
    for (const project of recognition.projects) {
      const other = claimed.get(project.root);
      const wins = other === undefined || (other.project.kind === 'library' && project.kind === 'application');
      if (wins) claimed.set(project.root, { project, toolchain, recognition });
    }
  }
  return {
    projects: nameProjects([...claimed.values()], reader),
    dependencies: found.flatMap(({ recognition }) => recognition.dependencies),
    roots: [...claimed.keys()],
  };
}

/**
 * A project is called what its project.json says, else what its manifest says. Two of one name would cost the user the whole graph; so
 * all of them that nobody named are called by their folder instead, and say so.
 */
function nameProjects(
  claimed: readonly Omit<WorkspaceProject, 'name' | 'problems'>[],
  reader: Reader,
): readonly WorkspaceProject[] {
  const named = claimed.map((entry) => ({ entry, explicit: explicitName(entry.project.root, reader) }));
  const uses = new Map<string, number>();
  for (const { entry, explicit } of named) {
    const name = explicit ?? entry.project.name;
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return named.map(({ entry, explicit }) => {
    const { project } = entry;
    const taken = explicit === undefined && (uses.get(project.name) ?? 0) > 1;
    const name = explicit ?? (taken ? project.root.replaceAll('/', '-') : project.name);
    return { ...entry, name, problems: project.problems };
  });
}

function explicitName(root: string, reader: Reader): string | undefined {
  const text = reader.read(joinPath(root, 'project.json'));
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    // Nx reads the same file and reports what is wrong with it.
    return undefined;
  }
}

/** Problems as text lines, for metadata and for errors. */
export function problemTexts(problems: readonly Problem[]): readonly string[] {
  return problems.map(formatProblem);
}
