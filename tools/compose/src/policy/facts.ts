/** What an image says of itself, as `docker image inspect` tells it. */
export interface ImageFacts {
  readonly user?: string;
  /** Its own health check in Docker's form: `["CMD", "program", …]`. Empty where it has none. */
  readonly healthcheck: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** Programs that were looked for in it, and whether they are there. */
  readonly programs?: Readonly<Record<string, boolean>>;
}

/** Owner and mode bits of a file. */
export interface FileFacts {
  readonly mode: number;
  readonly uid: number;
}

/** What rules know besides the merged model. What is not known is simply absent: a rule then believes the files. */
export interface Facts {
  /** By the name that a service has for it. */
  readonly images: Readonly<Record<string, ImageFacts>>;
  /** By absolute path. */
  readonly files: Readonly<Record<string, FileFacts>>;
  /** Names of the images that this workspace builds, without tag. */
  readonly ownImages: readonly string[];
  /** Names of the images that a lock file holds to a digest. */
  readonly lockedImages: readonly string[];
}

export const noFacts: Facts = { images: {}, files: {}, ownImages: [], lockedImages: [] };
