/** A stand-in that can be built from packages, for every tag that its recipe understands. */
export interface Recipe {
  /** Folder below `stand-ins`, with the Dockerfile. */
  readonly folder: string;
  /** The names that it can stand for; the group `version` becomes the build argument VERSION. */
  readonly names: RegExp;
  /** The image that it is built upon. */
  readonly upon: string | undefined;
  /** What has to be fetched on this machine first, since the build itself cannot. */
  readonly fetch: 'debian' | 'npm' | 'nothing';
}

/** Every stand-in. Those that take longest stand first, since they are started first. */
export const RECIPES: readonly Recipe[] = [
  { folder: 'debian', names: /^debian:(?<version>trixie|forky)-slim$/, upon: undefined, fetch: 'debian' },
  { folder: 'rust', names: /^rust:1-slim$/, upon: 'debian:forky-slim', fetch: 'nothing' },
  { folder: 'golang', names: /^golang:(?<version>1\.\d+)$/, upon: 'debian:trixie-slim', fetch: 'nothing' },
  { folder: 'python', names: /^python:3\.13-slim$/, upon: 'debian:trixie-slim', fetch: 'nothing' },
  { folder: 'node', names: /^node:(?<version>\d+)-slim$/, upon: 'debian:trixie-slim', fetch: 'npm' },
];

/** A recipe applied to one name. */
export interface StandIn {
  readonly name: string;
  readonly recipe: Recipe;
  readonly version: string | undefined;
}

/** The stand-in for a name, where there is a recipe. */
export function findStandIn(name: string): StandIn | undefined {
  for (const recipe of RECIPES) {
    const match = recipe.names.exec(name);
    if (match !== null) return { name, recipe, version: match.groups?.['version'] };
  }
  return undefined;
}

/** What a name is built upon, nearest first. */
export function foundationsOf(name: string): readonly string[] {
  const upon = findStandIn(name)?.recipe.upon;
  return upon === undefined ? [] : [upon, ...foundationsOf(upon)];
}
