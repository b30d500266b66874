import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { byCodeUnit, isInside, joinPath, leavesWorkspace, readIfPresent, sha256, UserError } from '@slipway/kit';
import {
  projectFiles,
  type FileTree,
  type PrunePlan,
  type RecognisedWorkspace,
  type WorkspaceProject,
} from '@slipway/toolchains';
import { readFacts } from './context/disk.js';
import { planContext, type FileFacts } from './context/plan.js';
import { wholeContextFiles } from './context/whole.js';
import { withoutTag } from './build/bake.js';
import { LOCK_FILE, type ImagesLock } from './lock.js';
import { checkImageName, checkTag, defaultImageName } from './name.js';
import { parseSize, type BuildOptions } from './options.js';
import { planHash, planInputs, type Base, type BuildContext, type ImagePlan, type Recipe } from './plan.js';
import type { Observation } from './presence/observe.js';
import { checkCopies, checkTarget, chooseDockerfile, type ChosenDockerfile } from './recipe.js';
import { ambientSecrets, insertSecretMounts, namedSecrets } from './secrets.js';

/** The stage that is shipped. */
const DEFAULT_TARGET = 'production';

/** What is known of the workspace while its images are planned. */
export interface PrepareFacts {
  readonly workspaceRoot: string;
  /** First part of image names. */
  readonly workspaceName: string;
  readonly workspace: RecognisedWorkspace;
  readonly tree: FileTree;
  readonly lock: ImagesLock;
  readonly observation: Observation;
  /** The tag of this checkout: `dev`, or the name of the worktree. */
  readonly checkoutTag: string;
  /** Roots of projects that a project depends on only because its configuration says so. */
  readonly implicitRoots: (project: string) => readonly string[];
  readonly ownerOf: (path: string) => { readonly name: string } | undefined;
}

/**
 * Plans the images of one project: one for each of its programs.
 * @throws UserError for everything that can be known to be wrong before a builder is asked
 */
export function prepareImages(
  entry: WorkspaceProject,
  options: BuildOptions,
  facts: PrepareFacts,
): readonly ImagePlan[] {
  if (entry.problems.length > 0) throw new UserError(entry.problems);
  const { project, toolchain, name } = entry;
  const dockerfile = chooseDockerfile(
    facts.workspaceRoot,
    { name, root: project.root, toolchain: toolchain.name },
    options.dockerfile,
    options.buildArgs ?? {},
  );
  const target = options.stage ?? (dockerfile.facts.usesTiers ? DEFAULT_TARGET : dockerfile.facts.stages.at(-1)?.name);
  if (target !== undefined) checkTarget(dockerfile, target);
  const prune = dockerfile.facts.usesTiers
    ? toolchain.prune({ project, recognition: entry.recognition, tree: facts.tree, purpose: 'production' })
    : undefined;
  const context = planBuildContext(entry, options, dockerfile, prune, facts);
  // A step gets what it asks for: configuration of package managers that this Dockerfile never mounts stays at home.
  const ambient = ambientSecrets().filter(({ id }) => dockerfile.facts.secretIds.includes(id));
  const secrets = [...ambient, ...namedSecrets(options.secrets ?? [], name, facts.workspaceRoot)];
  const platform = options.platform ?? facts.observation.platform;
  const bases = resolveBases(dockerfile, platform, facts);
  return imageNames(entry, options, facts, prune !== undefined).map(({ image, binary }) => {
    const recipe: Recipe = {
      dockerfile: dockerfile.name,
      dockerfileText: insertSecretMounts(dockerfile.text, secrets),
      target: target ?? '',
      platform,
      buildArguments: buildArguments(prune, binary, options),
      labels: imageLabels(entry, image, options),
      bases,
    };
    const tags = [...new Set([facts.checkoutTag, ...(options.tags ?? [])])];
    for (const tag of tags) checkTag(tag, name);
    return {
      project: name,
      root: project.root,
      image,
      tags: tags.map((tag) => `${image}:${tag}`),
      recipe,
      context,
      secrets,
      planHash: planHash(recipe, context),
      inputs: planInputs(recipe, context),
      ...(options.maxSize === undefined ? {} : { maxBytes: parseSize(options.maxSize, `maxSize of ${name}`) }),
    };
  });
}

/** One image a program: the first is called like the project, every other has its program's name behind it. */
export function imageNames(
  { project, name }: Pick<WorkspaceProject, 'project' | 'name'>,
  options: Pick<BuildOptions, 'image' | 'binaries'>,
  { workspaceName }: Pick<PrepareFacts, 'workspaceName'>,
  tiered: boolean,
): readonly { readonly image: string; readonly binary?: string }[] {
  const image = options.image ?? defaultImageName(workspaceName, name);
  checkImageName(image, name, { file: joinPath(project.root, 'project.json') });
  const binaries = options.binaries ?? project.binaries.map((binary) => binary.name);
  const unknown = binaries.filter((binary) => !project.binaries.some((known) => known.name === binary));
  if (unknown.length > 0) {
    throw new UserError({
      what: `project ${name} has no program ${unknown.map((binary) => `"${binary}"`).join(', ')}`,
      where: { file: project.manifest },
      fix: `its programs are ${project.binaries.map((binary) => binary.name).join(', ')}`,
    });
  }
  if (!tiered || binaries.length === 0) return [{ image }];
  const main = binaries.find((binary) => binary === name || binary === project.name) ?? binaries[0];
  return binaries.map((binary) => ({ image: binary === main ? image : `${image}-${binary.toLowerCase()}`, binary }));
}

function buildArguments(
  prune: PrunePlan | undefined,
  binary: string | undefined,
  { buildArgs, systemPackages, buildPackages }: BuildOptions,
): Readonly<Record<string, string>> {
  return {
    ...(prune === undefined ? {} : { ...prune.buildArguments, SOURCE_DATE_EPOCH: '0' }),
    ...(prune === undefined || binary === undefined ? {} : { BINARY: binary }),
    ...(systemPackages === undefined ? {} : { SYSTEM_PACKAGES: [...systemPackages].sort(byCodeUnit).join(' ') }),
    ...(buildPackages === undefined ? {} : { BUILD_PACKAGES: [...buildPackages].sort(byCodeUnit).join(' ') }),
    ...buildArgs,
  };
}

/** Only what the sources say: a commit or a time would make a new image of the same sources. https://github.com/opencontainers/image-spec/blob/main/annotations.md */
function imageLabels(
  { project }: WorkspaceProject,
  image: string,
  { labels }: BuildOptions,
): Readonly<Record<string, string>> {
  return {
    'org.opencontainers.image.title': image,
    ...(project.version === undefined ? {} : { 'org.opencontainers.image.version': project.version }),
    ...(project.description === undefined ? {} : { 'org.opencontainers.image.description': project.description }),
    ...labels,
  };
}

function planBuildContext(
  entry: WorkspaceProject,
  options: BuildOptions,
  dockerfile: ChosenDockerfile,
  prune: PrunePlan | undefined,
  facts: PrepareFacts,
): BuildContext {
  const { workspaceRoot, tree } = facts;
  if (prune === undefined) return planWhole(options.context ?? entry.project.root, dockerfile.name, workspaceRoot);
  const known = new Map<string, FileFacts>();
  const factsOf = (path: string): FileFacts => {
    const found = known.get(path) ?? readFacts(workspaceRoot, path);
    known.set(path, found);
    return found;
  };
  const extra = extraFiles(entry, options, facts);
  const files = planContext(prune, extra, factsOf);
  checkCopies(
    dockerfile,
    { name: entry.name, root: entry.project.root },
    (tier, source) => {
      const path = source.replace(/^\.?\/+/, '').replace(/\/+$/, '');
      if (path === '' || path === '.') return true;
      const matches = picomatch(path, { dot: true });
      return files[tier].some((file) => isInside(file.path, path) || matches(file.path));
    },
    (path) => (tree.isFile(path) || tree.under(path).length > 0 ? facts.ownerOf(path) : undefined),
  );
  return { kind: 'pruned', files };
}

/** Files that enter a context because the configuration says so, not a manifest. */
export function extraFiles(
  entry: WorkspaceProject,
  { include }: Pick<BuildOptions, 'include'>,
  { tree, workspace, implicitRoots }: Pick<PrepareFacts, 'tree' | 'workspace' | 'implicitRoots'>,
): readonly string[] {
  const globs = include ?? [];
  const matches = picomatch([...globs], { dot: true });
  const named = globs.length === 0 ? [] : tree.under('.').filter((path) => matches(path));
  const unmatched = globs.filter((glob) => {
    const fits = picomatch(glob, { dot: true });
    return !named.some((path) => fits(path));
  });
  if (unmatched.length > 0) {
    throw new UserError({
      what: `project ${entry.name}: the option "include" names ${unmatched.map((glob) => `"${glob}"`).join(', ')}, which no file of the workspace matches`,
      fix: 'paths start at the workspace root; a file that git ignores has to be tracked, or called back in .gitignore',
    });
  }
  const implicit = implicitRoots(entry.name).flatMap((root) => projectFiles(root, tree, workspace.roots));
  return [...new Set([...named, ...implicit])].sort(byCodeUnit);
}

function planWhole(folder: string, dockerfile: string, workspaceRoot: string): BuildContext {
  const absolute = join(workspaceRoot, folder);
  if (leavesWorkspace(joinPath(folder)) || !existsSync(absolute) || !statSync(absolute).isDirectory()) {
    throw new UserError({
      what: `the build context "${folder}" is no folder of the workspace`,
      fix: 'correct the option "context"',
    });
  }
  const ignore =
    readIfPresent(join(workspaceRoot, `${dockerfile}.dockerignore`)) ?? readIfPresent(join(absolute, '.dockerignore'));
  const files = wholeContextFiles(absolute, ignore).map((path) => {
    const relative = joinPath(folder, path);
    return [relative, fingerprint(readFacts(workspaceRoot, relative), join(absolute, path))] as const;
  });
  return { kind: 'whole', folder, files: Object.fromEntries(files) };
}

/** Here the builder sees the file's own mode, so it counts. */
function fingerprint(facts: FileFacts, path: string): string {
  switch (facts.kind) {
    case 'file':
      return `${(statSync(path).mode & 0o777).toString(8)} ${facts.sha256}`;
    case 'link':
      return `link ${sha256(facts.target)}`;
    case 'missing':
      return 'missing';
  }
}

/** A stand-in is used as it is; else the lock decides; what is not in the lock is what the engine holds. */
function resolveBases(
  dockerfile: ChosenDockerfile,
  platform: string,
  facts: Pick<PrepareFacts, 'lock' | 'observation'>,
): readonly Base[] {
  return dockerfile.facts.bases.map((name): Base => {
    const held = facts.observation.images[withTag(name)];
    const locked = facts.lock.images[name]?.digests[platform];
    if (held?.standIn === true) return { name, kind: 'local', digest: held.id };
    if (locked !== undefined) return { name, kind: 'pinned', digest: locked };
    if (held !== undefined) return { name, kind: 'local', digest: held.id };
    if (name.includes('@sha256:')) return { name, kind: 'local', digest: name.slice(name.indexOf('@') + 1) };
    throw new MissingBaseError(name, dockerfile.name, platform);
  });
}

/** A base image that is neither pinned nor on the engine. */
export class MissingBaseError extends UserError {
  readonly names: readonly string[];

  constructor(name: string, dockerfile: string, platform: string) {
    super({
      what: `the base image ${name} is not on the engine, and ${LOCK_FILE} has no digest of it for ${platform}`,
      where: { file: dockerfile },
      fix: `docker pull ${name}, or pin it with \`npx slipway lock update\``,
    });
    this.name = 'MissingBaseError';
    this.names = [name];
  }
}

function withTag(name: string): string {
  return withoutTag(name) === name && !name.includes('@') ? `${name}:latest` : name;
}
