import { buildScripts } from './build-needs.js';
import { asStringRecord, isObject } from './json.js';
import type { DependencyField } from './manifest.js';

type Fields = Readonly<Record<string, unknown>>;

/** What to leave out of a package.json and what to make equal in it, decided once for the file and for its entry in the lock. */
export interface View {
  /** True for a dependency that goes: a package that only tests need, or one of the repository's that is not kept. */
  readonly drops: (field: DependencyField, name: string) => boolean;
  /** True for a dependency on a kept package of the repository by version range: any version will do then. */
  readonly masks: (name: string) => boolean;
  /** False where nobody asks for the package's version, so that a release leaves the installed layer alone. */
  readonly keepsVersion: boolean;
}

/** What npm looks at when it installs a package of a workspace; of the root it looks at a little more. */
const INSTALLED_FIELDS = [
  ...['name', 'dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta'],
  ...['bundleDependencies', 'bundledDependencies', 'acceptDependencies', 'os', 'cpu', 'libc'],
] as const;
const ROOT_FIELDS = ['private', 'type', 'workspaces', 'overrides', 'allowScripts'] as const;

const DEPENDENCY_FIELDS: readonly DependencyField[] = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
];

/**
 * The fields of a package.json, or of its entry in the lock, that decide what is installed. Scripts are not among them: `prepare` and
 * its kin would run where the sources are not yet there.
 */
export function installView(fields: Fields, view: View, place: 'root' | 'member'): Fields {
  const names: readonly string[] = [
    ...INSTALLED_FIELDS,
    ...(view.keepsVersion ? ['version'] : []),
    ...(place === 'root' ? ROOT_FIELDS : []),
  ];
  const picked = Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
  return withDependencies(picked, view);
}

/**
 * A package.json for the build and the program: all of it but `devDependencies`, which are installed by now, and the scripts that no build
 * runs. The Dockerfile makes the same of one that comes as it stands, so that a program which takes its package.json in is the same too.
 */
export function buildView({ devDependencies: _installed, ...fields }: Fields): Fields {
  const scripts = asStringRecord(fields['scripts']);
  const kept = buildScripts(scripts);
  const left = Object.entries(scripts).filter(([name]) => name === 'start' || kept.has(name));
  return isObject(fields['scripts']) ? { ...fields, scripts: Object.fromEntries(left) } : fields;
}

function withDependencies(fields: Fields, { drops, masks }: View): Fields {
  const changed = DEPENDENCY_FIELDS.flatMap((field): readonly (readonly [string, unknown])[] => {
    if (!isObject(fields[field])) return [];
    const left = Object.entries(fields[field]).filter(([name]) => !drops(field, name));
    return [[field, Object.fromEntries(left.map(([name, range]) => [name, masks(name) ? '*' : range]))]];
  });
  const replaced: Fields = { ...fields, ...Object.fromEntries(changed) };
  // npm leaves an empty field out of the lock; so do we, in both.
  const isEmpty = ([name, value]: [string, unknown]): boolean =>
    DEPENDENCY_FIELDS.some((field) => field === name) && isObject(value) && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(replaced).filter((entry) => !isEmpty(entry)));
}
