import { isBuiltin } from 'node:module';
import { joinPath } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import type { NodePackage } from './packages.js';

/** What the build scripts of a package call by name. */
export interface BuildNeeds {
  /** Commands that have to come out of some package's `bin`. */
  readonly commands: ReadonlySet<string>;
  /** Packages that a script run by node imports. */
  readonly imports: ReadonlySet<string>;
  /** True where a script is more than we can read: then anything may be needed. */
  readonly isOpaque: boolean;
}

/** Commands of the image's own system; a script that calls these needs no package. */
const SYSTEM = new Set([
  ...['cd', 'echo', 'exit', 'export', 'false', 'printf', 'set', 'test', 'true', '[', ':'],
  ...['cat', 'chmod', 'cp', 'find', 'ln', 'ls', 'mkdir', 'mv', 'rm', 'sed', 'sh', 'sleep', 'touch'],
]);

/** Names of the scripts that a build runs: `build` with what npm runs around it, and whatever scripts those name. */
export function buildScripts(scripts: Readonly<Record<string, string>>): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = ['build'];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const text = scripts[name];
    if (text === undefined || found.has(name)) continue;
    found.add(name);
    pending.push(`pre${name}`, `post${name}`, ...Object.keys(scripts).filter((other) => isNamedIn(other, text)));
  }
  return found;
}

/** True where a word of a script is the name of another, or a pattern for it as `run-s` and `npm-run-all` take them: `build:*`. */
function isNamedIn(name: string, text: string): boolean {
  const words = text.split(/[\s"'&|;()]+/);
  return words.some(
    (word) => word === name || (word.endsWith('*') && name.startsWith(word.replace(/\*+$/, '')) && word.includes(':')),
  );
}

/** Reads what the build scripts of a package call. */
export function readBuildNeeds({ folder, manifest }: NodePackage, reader: Reader): BuildNeeds {
  const commands = new Set<string>();
  const imports = new Set<string>();
  let isOpaque = false;
  for (const name of buildScripts(manifest.scripts)) {
    for (const call of callsOf(manifest.scripts[name] ?? '')) {
      switch (call.kind) {
        case 'command':
          commands.add(call.name);
          break;
        case 'node': {
          const found = importsOf(joinPath(folder, call.file), reader);
          if (found === undefined) isOpaque = true;
          else for (const imported of found) imports.add(imported);
          break;
        }
        case 'opaque':
          isOpaque = true;
      }
    }
  }
  return { commands, imports, isOpaque };
}

type Call =
  | { readonly kind: 'command'; readonly name: string }
  | { readonly kind: 'node'; readonly file: string }
  | { readonly kind: 'opaque' };

/** The programs that a script calls. npm's own calls of further scripts are none: those are read by themselves. */
function callsOf(script: string): readonly Call[] {
  if (/[`$<>\\]/.test(script.replaceAll(/[12]?>\s*(?:\/dev\/null|&[12])/g, ''))) return [{ kind: 'opaque' }];
  return script.split(/&&|\|\||[;|&\n]/).flatMap((part) => callOf(part.replaceAll(/[()]/g, ' ').trim().split(/\s+/)));
}

function callOf(words: readonly string[]): readonly Call[] {
  const [first, second] = words;
  if (first === undefined || first === '') return [];
  if (/^\w+=/.test(first)) return callOf(words.slice(1));
  if (SYSTEM.has(first)) return [];
  switch (first) {
    case 'cross-env':
      return [{ kind: 'command', name: first }, ...callOf(words.slice(1))];
    case 'npx':
      return callOf(words.slice(1).filter((word) => !word.startsWith('-')));
    case 'npm':
    case 'pnpm':
    case 'yarn':
      return second === 'run' && !words.some((word) => /^(?:-w|--workspace|--prefix|-C)/.test(word))
        ? []
        : [{ kind: 'opaque' }];
    case 'node':
      return second !== undefined && /\.[cm]?js$/.test(second)
        ? [{ kind: 'node', file: second }]
        : [{ kind: 'opaque' }];
    default:
      return /^[\w@.-]+$/.test(first) ? [{ kind: 'command', name: first }] : [{ kind: 'opaque' }];
  }
}

/** The packages that a script and the files it imports by path import by name; `undefined` where one of those can't be read. */
function importsOf(start: string, reader: Reader): ReadonlySet<string> | undefined {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const pending = [start];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = reader.read(file);
    if (text === undefined) return undefined;
    for (const [, specifier = ''] of text.matchAll(
      /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*['"]([^'"\n]+)['"]/g,
    )) {
      if (isBuiltin(specifier)) continue;
      if (specifier.startsWith('.')) pending.push(joinPath(file, '..', specifier));
      else packages.add(packageOf(specifier));
    }
  }
  return packages;
}

/** `@scope/name` of `@scope/name/deep/file.js`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
