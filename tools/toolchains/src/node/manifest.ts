import { asString, asStringRecord, asStrings, isObject, parseJson, placeOf } from './json.js';
import type { Problem } from '@slipway/kit';

/** The fields of package.json that say what a package needs, in the order in which a later one takes a name over. */
export const dependencyFields = [
  'peerDependencies',
  'devDependencies',
  'dependencies',
  'optionalDependencies',
] as const;
export type DependencyField = (typeof dependencyFields)[number];

/** One line of a dependency field. */
export interface DeclaredDependency {
  readonly name: string;
  readonly specifier: string;
  readonly field: DependencyField;
}

/** What a package.json says, as far as Slipway asks. */
export interface PackageManifest {
  /** The name that Nx has for the project: `nx.name`, else the package's. */
  readonly projectName?: string;
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly main?: string;
  /** Commands and their files, as `bin` says; one without a name is called like the package, without its scope. */
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: readonly DeclaredDependency[];
  /** Globs of the workspace's packages; absent where the package is no workspace root. */
  readonly workspaces?: readonly string[];
  /** All of it, for writing it anew. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** Reads a package.json. One that is broken gives a manifest that says nothing, with the problem. */
export function parseManifest(text: string, file: string): PackageManifest {
  const parsed = parseJson(text, file);
  if (parsed.kind === 'broken') return empty([parsed.problem]);
  const { value } = parsed;
  if (!isObject(value))
    return empty([
      { what: 'is no JSON object', where: { file }, fix: 'a package.json begins with { and names the package' },
    ]);
  const name = asString(value['name']);
  const nx = value['nx'];
  const projectName = (isObject(nx) ? asString(nx['name']) : undefined) ?? name;
  const version = asString(value['version']);
  const description = asString(value['description']);
  const main = asString(value['main']);
  const workspaces = parseWorkspaces(value['workspaces']);
  return {
    ...(projectName === undefined || projectName === '' ? {} : { projectName }),
    ...(name === undefined || name === '' ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    ...(main === undefined || main === '' ? {} : { main }),
    bin: parseBin(value['bin'], name),
    scripts: asStringRecord(value['scripts']),
    dependencies: dependencyFields.flatMap((field) =>
      Object.entries(asStringRecord(value[field])).map(([dependency, specifier]) => ({
        name: dependency,
        specifier,
        field,
      })),
    ),
    ...(workspaces === undefined ? {} : { workspaces }),
    content: value,
    problems: fieldProblems(value, text, file),
  };
}

/** The name without its scope: what npm calls the command of a package that has one. */
export function unscoped(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

function empty(problems: readonly Problem[]): PackageManifest {
  return { bin: {}, scripts: {}, dependencies: [], content: {}, problems };
}

/** `["packages/*"]`, or yarn's `{ "packages": [...] }`, which npm takes too. */
function parseWorkspaces(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) return asStrings(value);
  return isObject(value) && Array.isArray(value['packages']) ? asStrings(value['packages']) : undefined;
}

function parseBin(value: unknown, name: string | undefined): Readonly<Record<string, string>> {
  if (typeof value === 'string') return name === undefined ? {} : { [unscoped(name)]: value };
  return asStringRecord(value);
}

function fieldProblems(value: Readonly<Record<string, unknown>>, text: string, file: string): readonly Problem[] {
  return dependencyFields.flatMap((field): readonly Problem[] => {
    const declared = value[field];
    if (declared === undefined) return [];
    const fix = 'write it as { "name": "range" }';
    if (!isObject(declared)) return [{ what: `"${field}" is no object`, where: placeOf(text, file, [field]), fix }];
    return Object.entries(declared)
      .filter(([, specifier]) => typeof specifier !== 'string')
      .map(([name]) => ({
        what: `"${name}" in "${field}" has no version range`,
        where: placeOf(text, file, [field, name]),
        fix,
      }));
  });
}
