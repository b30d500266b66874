import { findProjectOfImage } from '../edges.js';
import { isOptional, type Model } from '../merged/model.js';

/** What has to be there before services can start. */
export interface ImagesPlan {
  /** Projects of the workspace whose images are made sure of, by the services that run them. */
  readonly projects: ReadonlyMap<string, readonly string[]>;
  /** Services that compose builds, since no project of the workspace has their image. */
  readonly composeBuilds: readonly string[];
  /** Images that are neither: pulled where they are not on the engine. */
  readonly others: readonly OtherImage[];
}

/** An image that somebody else makes. */
export interface OtherImage {
  readonly image: string;
  readonly services: readonly string[];
  readonly platform?: string;
  /** False where the file says `pull_policy: never`. */
  readonly mayPull: boolean;
}

/** What tells our images from others. */
export interface ImagesFacts {
  readonly model: Model;
  readonly selected: readonly string[];
  /** Project to image name, without tag. */
  readonly names: ReadonlyMap<string, string>;
  /** The tag that this checkout builds; another one is a release, which is not made here. */
  readonly checkoutTag: string;
}

/** Sorts the images of the selected services by who makes them. */
export function planImages({ model, selected, names, checkoutTag }: ImagesFacts): ImagesPlan {
  const projects = new Map<string, string[]>();
  const composeBuilds: string[] = [];
  const others = new Map<string, OtherImage>();
  for (const name of selected) {
    const service = model.services[name];
    if (service === undefined) continue;
    const { image = '' } = service;
    const project = image.endsWith(`:${checkoutTag}`) ? findProjectOfImage(image, names) : undefined;
    if (project !== undefined) projects.set(project, [...(projects.get(project) ?? []), name]);
    else if (service.build !== undefined && service.build !== null) composeBuilds.push(name);
    else if (image !== '') {
      const { platform, pull_policy: policy } = service;
      others.set(image, {
        image,
        services: [...(others.get(image)?.services ?? []), name],
        mayPull: policy !== 'never',
        ...(platform === undefined ? {} : { platform }),
      });
    }
  }
  return { projects, composeBuilds, others: [...others.values()] };
}

/** What becomes of services whose image can't be had. */
export interface MissingVerdict {
  /** Services that the stack does without, with the reason. */
  readonly leftOut: ReadonlyMap<string, string>;
  /** Services that can't be left out, with the reason. */
  readonly needed: ReadonlyMap<string, string>;
}

/** Decides what becomes of services without an image, and of those that can't do without them. @param missing service to reason */
export function decideMissing(
  model: Model,
  selected: readonly string[],
  missing: ReadonlyMap<string, string>,
): MissingVerdict {
  const leftOut = new Map<string, string>();
  const needed = new Map<string, string>();
  const decide = (name: string, why: string): void => {
    const service = model.services[name];
    if (service === undefined || leftOut.has(name) || needed.has(name)) return;
    (isOptional(service) ? leftOut : needed).set(name, why);
    for (const dependent of selected) {
      if (model.services[dependent]?.depends_on[name]?.required === true) decide(dependent, `it needs ${name}`);
    }
  };
  for (const [name, why] of missing) decide(name, why);
  return { leftOut, needed };
}
