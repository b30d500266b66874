import { UserError } from '@slipway/kit';
import { closure } from '../closure.js';
import { productionFiles, projectFiles } from '../production.js';
import type { PruneRequest, RecognisedProject } from '../toolchain.js';
import type { CargoManifest } from './manifest.js';
import { notProduction } from './not-production.js';
import { prunePackage, type Keep } from './pruned-manifest.js';
import type { TomlTable } from '../toml.js';
import { findRoot, manifestLoader, resolvePath, type ManifestLoader } from './workspace.js';

/** A package of the pruned workspace. */
export interface Package {
  readonly project: RecognisedProject;
  readonly manifest: CargoManifest;
  /** The root manifest of the workspace that it belongs to. */
  readonly root: CargoManifest;
  /** A `replacement` takes the place of a third-party package: others of these are compiled against it. */
  readonly role: 'application' | 'library' | 'replacement';
  readonly keep: Keep;
  /** What is kept of its manifest. */
  readonly pruned: TomlTable;
  /** Its files but for the manifest. */
  readonly files: readonly string[];
}

/**
 * The packages that a project is built of: itself, and those that it needs, each after what it needs itself.
 * @throws UserError with all that is wrong with their manifests
 */
export function findPackages({ project, recognition, tree, purpose }: PruneRequest): {
  readonly application: Package;
  readonly others: readonly Package[];
} {
  const needed = closure(recognition, project.root, purpose);
  const problems = [project, ...needed].flatMap((entry) => entry.problems);
  if (problems.length > 0) throw new UserError(problems);
  const load = manifestLoader(tree);
  const nested = recognition.projects.map(({ root }) => root);
  const describe = (entry: RecognisedProject, role: Package['role']): Package => {
    const manifest = loadManifest(entry, load);
    const tests = role === 'application' && purpose === 'test';
    const keep = tests ? 'tests' : 'production';
    const files = tests
      ? projectFiles(entry.root, tree, nested)
      : productionFiles(entry, { notProduction }, tree, nested);
    return {
      project: entry,
      manifest,
      root: rootOf(manifest, load),
      role,
      keep,
      pruned: prunePackage(manifest, keep),
      files: files.filter((file) => file !== entry.manifest),
    };
  };
  const application = describe(project, 'application');
  const replacing = replacements(application.root, needed, recognition);
  const others = needed.map((entry) => describe(entry, replacing.has(entry.root) ? 'replacement' : 'library'));
  return { application, others };
}

function loadManifest({ manifest: file }: RecognisedProject, load: ManifestLoader): CargoManifest {
  const parsed = load(file);
  if (parsed?.kind === 'manifest') return parsed.manifest;
  throw new UserError({ what: 'the manifest has changed meanwhile', where: { file }, fix: 'run the command again' });
}

function rootOf(manifest: CargoManifest, load: ManifestLoader): CargoManifest {
  const root = findRoot(manifest, load);
  return root.kind === 'manifest' ? root.manifest : manifest;
}

/** The packages that `[patch]` puts in the place of third-party ones, with what these need in turn. */
function replacements(
  root: CargoManifest,
  needed: readonly RecognisedProject[],
  recognition: PruneRequest['recognition'],
): ReadonlySet<string> {
  const patched = new Set(root.patches.map(({ path }) => resolvePath(root.folder, path)));
  const direct = needed.filter((entry) => patched.has(entry.root));
  return new Set(
    direct.flatMap((entry) => [entry, ...closure(recognition, entry.root, 'production')]).map((entry) => entry.root),
  );
}
