import { joinPath } from '@slipway/kit';
import type { ContextFile, Reader } from '../toolchain.js';
import { archivesOf } from './applicable.js';
import { locationOf, type Facts } from './decisions.js';
import { isObject } from './json.js';
import type { LockEntry } from './lock.js';
import { pruneLock } from './prune-lock.js';
import { installView, type View } from './views.js';

type Fields = Readonly<Record<string, unknown>>;
type Views = ReadonlyMap<string, View>;

const KEEP_ALL: View = { drops: () => false, masks: () => false, keepsVersion: true };

/** What npm reads to install the kept packages: their package.json files, the lock, its settings, and archives that they name. */
export function manifestTier(facts: Facts, views: Views, reader: Reader): readonly ContextFile[] {
  const { packages, kept, installRoot, lock } = facts;
  const rootFile = joinPath(installRoot, 'package.json');
  const root = packages.installRoots.get(installRoot);
  const members = kept.filter(({ folder }) => folder !== installRoot);
  const declared = [
    ...kept.flatMap((entry) => archivesOf(entry, entry.manifest, packages, reader)),
    ...(root === undefined
      ? []
      : archivesOf({ folder: installRoot, file: rootFile, installRoot }, root, packages, reader)),
  ];
  const settings = [joinPath(installRoot, '.npmrc')].filter((path) => reader.isFile(path));
  return [
    written(rootFile, rootView(root?.content ?? {}, facts, views)),
    ...members.map(({ folder, file, manifest }) => written(file, memberView(manifest.content, views.get(folder)))),
    { kind: 'write', path: lock.file, text: pruneLock(lock, keptEntries(facts, views)), madeFrom: [lock.file] },
    ...[...new Set([...settings, ...declared])].map((path): ContextFile => ({ kind: 'copy', path })),
  ];
}

/** The lock's entries of all that is kept, rewritten just as their package.json files are: what did not match before does not match after. */
function keptEntries(facts: Facts, views: Views): ReadonlyMap<string, LockEntry> {
  const { kept, installRoot, lock } = facts;
  const entries = new Map<string, LockEntry>([['', rootView(lock.packages.get('') ?? {}, facts, views)]]);
  for (const { folder } of kept) {
    const location = locationOf(installRoot, folder);
    const entry = lock.packages.get(location);
    if (location !== '' && entry !== undefined) entries.set(location, memberView(entry, views.get(folder)));
  }
  return entries;
}

function memberView(fields: Fields, view: View = KEEP_ALL): Fields {
  return installView(fields, view, 'member');
}

function rootView(fields: Fields, { kept, installRoot, packages }: Facts, views: Views): Fields {
  const view = installView(fields, views.get(installRoot) ?? KEEP_ALL, 'root');
  const members = kept.filter((entry) => entry.installRoot === installRoot && entry.folder !== installRoot);
  const workspaces = members.map(({ folder }) => locationOf(installRoot, folder)).sort();
  const declared = packages.installRoots.get(installRoot)?.dependencies ?? [];
  const specifiers = new Map(declared.map(({ name, specifier }) => [name, specifier]));
  return {
    ...view,
    ...('workspaces' in fields ? { workspaces } : {}),
    ...(isObject(view['overrides']) ? { overrides: spellOut(view['overrides'], specifiers) } : {}),
  };
}

/** An override `$name` means "as the root declares it", and npm stops where the root does not any more. */
function spellOut(overrides: Fields, specifiers: ReadonlyMap<string, string>): Fields {
  const spelled = Object.entries(overrides).map(([name, value]): readonly [string, unknown] => {
    if (isObject(value)) return [name, spellOut(value, specifiers)];
    return [
      name,
      typeof value === 'string' && value.startsWith('$') ? (specifiers.get(value.slice(1)) ?? value) : value,
    ];
  });
  return Object.fromEntries(spelled);
}

function written(path: string, value: Fields): ContextFile {
  return { kind: 'write', path, text: `${JSON.stringify(value, undefined, 2)}\n`, madeFrom: [path] };
}
