import { posix } from 'node:path';
import { joinPath, leavesWorkspace, sortedUnique } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import { asString, isObject, parseJsonc } from './json.js';
import type { PackageManifest } from './manifest.js';

/** Folders that hold what a build wrote. `lib` and `bin` are as often sources, and what Nx restores it first removes. */
const BUILT = new Set(['dist', 'build', 'out', 'output', 'esm', 'cjs', '.next', '.output']);

/** The folders that the build of a package writes, by its tsconfigs and by where its entries are; `dist` where neither tells. */
export function buildOutputs(folder: string, manifest: PackageManifest, reader: Reader): readonly string[] {
  const { main, bin, content } = manifest;
  const entries = [
    main,
    asString(content['module']),
    asString(content['types']),
    ...Object.values(bin),
    ...leavesOf(content['exports']),
  ];
  const byEntry = entries
    .flatMap((entry) => (entry === undefined ? [] : topFolder(entry)))
    .filter((name) => BUILT.has(name));
  const found = [...byEntry.map((name) => joinPath(folder, name)), ...compilerOutputs(folder, reader)];
  const outputs = sortedUnique(found);
  return outputs.length > 0 ? outputs : [joinPath(folder, 'dist')];
}

function compilerOutputs(folder: string, reader: Reader): readonly string[] {
  const configs = reader.list(folder).filter((name) => /^tsconfig(?:\.(?:build|lib|app))?\.json$/.test(name));
  return configs.flatMap((name) => {
    const value = parseJsonc(reader.read(joinPath(folder, name)) ?? '');
    const options = isObject(value) ? value['compilerOptions'] : undefined;
    const outDir = isObject(options) ? asString(options['outDir']) : undefined;
    const target = outDir === undefined ? folder : joinPath(folder, outDir);
    // The package's own folder is no output: its sources are in it.
    return target === folder || leavesWorkspace(target) || folder.startsWith(`${target}/`) ? [] : [target];
  });
}

/** The strings in `exports`, however deep. */
function leavesOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return isObject(value) ? Object.values(value).flatMap(leavesOf) : [];
}

function topFolder(path: string): readonly string[] {
  const [first, ...rest] = posix.normalize(path).split('/');
  return first === undefined || rest.length === 0 ? [] : [first];
}
