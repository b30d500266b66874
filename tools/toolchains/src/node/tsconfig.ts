import { posix } from 'node:path';
import picomatch from 'picomatch';
import { joinPath, leavesWorkspace } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import { asString, asStrings, isObject, parseJsonc } from './json.js';
import { notProduction } from './layout.js';

/** What a tsconfig.json says that matters beyond its folder. */
interface TsConfig {
  /** Configurations that it needs, relative to the repository. */
  readonly needs: readonly string[];
  /** Packages whose types it asks for. */
  readonly types: readonly string[];
}

const isTestConfig = picomatch([...notProduction]);

/** Reads tsconfigs and follows `extends` and `references`. One instance reads each file once. */
export class TsConfigs {
  readonly #reader: Reader;
  readonly #known = new Map<string, TsConfig>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** The configurations reachable from those that lie in a folder, tests' own left out; these are among them. */
  chain(folder: string): ReadonlySet<string> {
    const start = this.#reader
      .list(folder)
      .filter((name) => /^[jt]sconfig(?:\..+)?\.json$/.test(name) && !isTestConfig(name));
    const seen = new Set<string>();
    const pending = start.map((name) => joinPath(folder, name));
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      pending.push(...this.#read(file).needs);
    }
    return seen;
  }

  /** The packages whose types some configurations ask for by name. */
  types(files: Iterable<string>): ReadonlySet<string> {
    return new Set([...files].flatMap((file) => this.#read(file).types));
  }

  #read(file: string): TsConfig {
    const known = this.#known.get(file);
    if (known !== undefined) return known;
    const value = parseJsonc(this.#reader.read(file) ?? '');
    const config = isObject(value) ? this.#interpret(file, value) : { needs: [], types: [] };
    this.#known.set(file, config);
    return config;
  }

  #interpret(file: string, value: Readonly<Record<string, unknown>>): TsConfig {
    const bases = typeof value['extends'] === 'string' ? [value['extends']] : asStrings(value['extends']);
    const references = Array.isArray(value['references']) ? (value['references'] as unknown[]) : [];
    const paths = references.flatMap((reference) => (isObject(reference) ? (asString(reference['path']) ?? []) : []));
    const options = value['compilerOptions'];
    return {
      // `extends: "@tsconfig/node24/tsconfig.json"` comes out of a package, with the dependency of that name.
      needs: [...bases.filter((base) => base.startsWith('.')), ...paths].flatMap((path) => this.#locate(file, path)),
      types: isObject(options) ? asStrings(options['types']) : [],
    };
  }

  /** TypeScript lets one leave out `.json`, and name a folder for the tsconfig.json in it. */
  #locate(from: string, path: string): readonly string[] {
    const target = joinPath(posix.dirname(from), path);
    if (leavesWorkspace(target)) return [];
    const candidates = [target, `${target}.json`, joinPath(target, 'tsconfig.json')];
    const found = candidates.find((candidate) => this.#reader.isFile(candidate));
    return found === undefined ? [] : [found];
  }
}
