import type { Distribution } from '../engine/facts.js';

/** What the registry of an image says when it is asked for the image's digest. */
export type RegistryAnswer =
  | { readonly kind: 'answers' }
  /** Nobody is there: no name, no route, no connection. Only then may a stand-in be built. */
  | { readonly kind: 'unreachable'; readonly reason: string };

/** An image as the engine holds it. */
export interface LocalImage {
  /** Digests that it is known by, `name@sha256:…`. */
  readonly digests: readonly string[];
  /** Why it is not the real image, where it is not. */
  readonly standIn: string | undefined;
}

/** One base image that is asked for. */
export interface BaseImageFacts {
  readonly name: string;
  /** The digest that the lock has for this platform. */
  readonly locked: string | undefined;
  /** The image that bears the name. */
  readonly local: LocalImage | undefined;
  /** Whether the engine holds the locked digest, under whatever name. */
  readonly holdsLocked: boolean;
  /** Asked only where the image is not here. */
  readonly registry: RegistryAnswer | undefined;
}

/** What building from packages depends on. */
export interface Workshop {
  readonly distribution: Distribution | undefined;
  readonly isRoot: boolean;
  readonly hasMmdebstrap: boolean;
  readonly hasNpm: boolean;
  /** Platform of this machine and of the engine, `linux/amd64`. */
  readonly platform: string;
  readonly enginePlatform: string;
}

/** Everything that decides what has to be done for the base images. */
export interface BaseImagesFacts {
  readonly images: readonly BaseImageFacts[];
  /** Which of the images that a stand-in is built upon are here. */
  readonly present: ReadonlySet<string>;
  readonly workshop: Workshop;
}
