import { readIfPresent, UserError } from '@slipway/kit';
import { askEngine } from '@slipway/images/docker';
import { STAND_IN_LABEL } from '@slipway/images/observe';
import { parseDistribution } from '../engine/observe.js';
import type { ImagesLock } from '../lock.js';
import { findProgram } from '../programs.js';
import type { BaseImageFacts, BaseImagesFacts, LocalImage, RegistryAnswer, Workshop } from './facts.js';
import { repositoryOf } from './name.js';
import { foundationsOf } from './recipes.js';
import { readRegistryAnswer } from './registry.js';

/** Looks at the engine's images, asks the registry for those that are missing, and changes nothing. */
export async function observeBaseImages(names: readonly string[], lock: ImagesLock): Promise<BaseImagesFacts> {
  const enginePlatform = await askPlatform();
  const foundations = [...new Set(names.flatMap(foundationsOf))];
  const [images, present] = await Promise.all([
    Promise.all(names.map((name) => observeImage(name, lock.images[name]?.digests[enginePlatform]))),
    Promise.all(foundations.map(async (name) => ((await inspect(name)) === undefined ? [] : [name]))),
  ]);
  return { images, present: new Set(present.flat()), workshop: observeWorkshop(enginePlatform) };
}

async function observeImage(name: string, locked: string | undefined): Promise<BaseImageFacts> {
  const local = await inspect(name);
  const holdsLocked = locked !== undefined && (await holds(name, locked, local));
  const isHere = local === undefined ? holdsLocked : local.standIn !== undefined || locked === undefined || holdsLocked;
  return { name, locked, local, holdsLocked, registry: isHere ? undefined : await askRegistry(name) };
}

async function holds(name: string, digest: string, local: LocalImage | undefined): Promise<boolean> {
  if (local?.digests.some((known) => known.endsWith(`@${digest}`)) === true) return true;
  return (await inspect(`${repositoryOf(name)}@${digest}`)) !== undefined;
}

interface ImageAnswer {
  readonly RepoDigests?: readonly string[] | null;
  readonly Config?: { readonly Labels?: Readonly<Record<string, string>> | null } | null;
}

async function inspect(name: string): Promise<LocalImage | undefined> {
  const { status, body } = await askEngine(`/images/${name}/json`);
  if (status === 404) return undefined;
  if (status !== 200)
    throw new UserError({ what: `the engine cannot tell about the image ${name}: ${messageOf(body)}` });
  const { RepoDigests, Config } = JSON.parse(body) as ImageAnswer;
  return { digests: RepoDigests ?? [], standIn: Config?.Labels?.[STAND_IN_LABEL] };
}

/** Asks by way of the engine, since it is the engine that pulls: with its proxy, its mirrors, its trust. */
async function askRegistry(name: string): Promise<RegistryAnswer> {
  try {
    const { status, body } = await askEngine(`/distribution/${name}/json`);
    return readRegistryAnswer(status, messageOf(body));
  } catch (error) {
    // The engine has answered a moment ago; what keeps it waiting is the registry.
    return readRegistryAnswer(500, error instanceof Error ? error.message : String(error));
  }
}

function messageOf(body: string): string {
  try {
    const answer = JSON.parse(body) as { readonly message?: string };
    return answer.message ?? body;
  } catch {
    return body;
  }
}

async function askPlatform(): Promise<string> {
  const { Os, Arch } = JSON.parse((await askEngine('/version')).body) as { readonly Os: string; readonly Arch: string };
  return `${Os}/${Arch}`;
}

/** Whether the engine keeps images in containerd; only then may layers be written with another compression. */
export async function usesContainerdStore(): Promise<boolean> {
  return (await askEngine('/info')).body.includes('io.containerd.snapshotter');
}

function observeWorkshop(enginePlatform: string): Workshop {
  return {
    distribution: parseDistribution(readIfPresent('/etc/os-release')),
    isRoot: process.getuid?.() === 0,
    hasMmdebstrap: findProgram('mmdebstrap') !== undefined,
    hasNpm: findProgram('npm') !== undefined,
    platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
    enginePlatform,
  };
}
