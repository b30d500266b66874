import { posix } from 'node:path';
import type { ImagesPlan } from '../images/plan.js';
import type { Model } from '../merged/model.js';
import type { ServicePlatform } from '../preflight/platform.js';
import { readImage, type Engine } from './engine.js';

/** Whose images are looked at. */
export interface PlatformQuestion {
  readonly model: Model;
  readonly selected: readonly string[];
  readonly images: ImagesPlan;
  readonly engine: Engine;
}

/** For what each service that is not built here is built, as far as that can be told without a registry. */
export async function observePlatforms({
  model,
  selected,
  images,
  engine,
}: PlatformQuestion): Promise<readonly ServicePlatform[]> {
  const others = new Set(images.others.map(({ image }) => image));
  const found = new Map(await Promise.all([...others].map(async (image) => [image, await readImage(image)] as const)));
  return selected.flatMap((service): ServicePlatform[] => {
    const { platform, image = '' } = model.services[service] ?? {};
    if (platform !== undefined) return [{ service, image, platform, from: 'setting' }];
    const built = found.get(image);
    return built === undefined
      ? []
      : [{ service, image, platform: posix.join(built.os || engine.os, built.architecture), from: 'image' }];
  });
}
