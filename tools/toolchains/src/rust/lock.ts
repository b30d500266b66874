import { asTables, asText, asTexts, parseToml } from '../toml.js';

interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly isLocal: boolean;
  readonly dependencies: readonly string[];
}

/**
 * Tells of each package of the workspace which other folders' packages it comes upon, through third-party ones too; `undefined` where
 * the lock can't be read. A lock counts all features and platforms, so this may name more than a build needs, never less.
 */
export function readLockReach(text: string, file: string): ((name: string) => ReadonlySet<string>) | undefined {
  const parsed = parseToml(text, file);
  if (parsed.kind === 'broken') return undefined;
  const packages = asTables(parsed.table['package']).map((table): LockedPackage => ({
    name: asText(table['name']) ?? '',
    version: asText(table['version']) ?? '',
    isLocal: table['source'] === undefined,
    dependencies: asTexts(table['dependencies']),
  }));
  const byName = new Map<string, LockedPackage[]>();
  for (const entry of packages) byName.set(entry.name, [...(byName.get(entry.name) ?? []), entry]);
  return (name) => reach(byName, name);
}

function reach(byName: ReadonlyMap<string, readonly LockedPackage[]>, start: string): ReadonlySet<string> {
  const seen = new Set<LockedPackage>();
  const queue = (byName.get(start) ?? []).filter(({ isLocal }) => isLocal);
  for (let current = queue.pop(); current !== undefined; current = queue.pop()) {
    if (seen.has(current)) continue;
    seen.add(current);
    for (const dependency of current.dependencies) {
      // `name`, `name version` or `name version (source)`: as much as the lock needs to tell packages apart.
      const [name = '', version] = dependency.split(' ');
      queue.push(...(byName.get(name) ?? []).filter((entry) => version === undefined || entry.version === version));
    }
  }
  return new Set([...seen].filter(({ isLocal }) => isLocal).map(({ name }) => name));
}
