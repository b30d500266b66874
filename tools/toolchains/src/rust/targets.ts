import { joinPath } from '@slipway/kit';
import type { Binary, Reader, RecognisedProject } from '../toolchain.js';
import type { CargoManifest } from './manifest.js';
import { asTable, asTables, asText, type TomlTable } from '../toml.js';

/** Something that Cargo compiles of a package. */
export interface CargoTarget {
  readonly kind: 'lib' | 'bin' | 'test' | 'example' | 'build-script';
  readonly name: string;
  /** Relative to the package's folder. */
  readonly path: string;
}

const binaryFolder = 'src/bin';
const test = { kind: 'test', folder: 'tests' } as const;
const example = { kind: 'example', folder: 'examples' } as const;

/** What a production build can compile of a package: its library, its programs, its build script. Found as Cargo finds them. */
export function productionTargets(manifest: CargoManifest, reader: Reader, edition: string): readonly CargoTarget[] {
  return [...library(manifest, reader), ...binaries(manifest, reader, edition), ...buildScript(manifest, reader)];
}

/** The tests and examples that a package's manifest names; Cargo finds the others once their files are there. */
export function namedTestTargets(manifest: CargoManifest, reader: Reader): readonly CargoTarget[] {
  return [test, example].flatMap(({ kind, folder }) =>
    asTables(manifest.table[kind]).map((table) => {
      const name = asText(table['name']) ?? '';
      const usual = [`${folder}/${name}.rs`, `${folder}/${name}/main.rs`];
      const path = asText(table['path']) ?? usual.find((candidate) => has(manifest, reader, candidate));
      return { kind, name, path: joinPath(path ?? `${folder}/${name}.rs`) };
    }),
  );
}

/** The program that is meant where nobody names one: the only one, or the one that is called like its package. */
export function mainBinary({ name, binaries }: Pick<RecognisedProject, 'name' | 'binaries'>): Binary | undefined {
  return binaries.length === 1 ? binaries[0] : binaries.find((binary) => binary.name === name);
}

function library(manifest: CargoManifest, reader: Reader): readonly CargoTarget[] {
  const declared = asTable(manifest.table['lib']);
  const path = asText(declared?.['path']) ?? 'src/lib.rs';
  const found = manifest.package?.['autolib'] !== false && has(manifest, reader, path);
  if (declared === undefined && !found) return [];
  const name = asText(declared?.['name']) ?? packageName(manifest).replaceAll('-', '_');
  return [{ kind: 'lib', name, path: joinPath(path) }];
}

function binaries(manifest: CargoManifest, reader: Reader, edition: string): readonly CargoTarget[] {
  const inferred = inferBinaries(manifest, reader);
  const declared = asTables(manifest.table['bin']).map((table) => declaredBinary(table, inferred));
  const names = new Set(declared.map(({ name }) => name));
  const paths = new Set(declared.map(({ path }) => path));
  const others = inferred.filter(({ name, path }) => !names.has(name) && !paths.has(path));
  // Before edition 2018, naming one program by hand switched the search for others off.
  const search = manifest.package?.['autobins'] ?? !(declared.length > 0 && edition === '2015');
  return search === true ? [...declared, ...others] : declared;
}

function declaredBinary(table: TomlTable, inferred: readonly CargoTarget[]): CargoTarget {
  const name = asText(table['name']) ?? '';
  const path =
    asText(table['path']) ?? inferred.find((target) => target.name === name)?.path ?? `${binaryFolder}/${name}.rs`;
  return { kind: 'bin', name, path: joinPath(path) };
}

function inferBinaries(manifest: CargoManifest, reader: Reader): readonly CargoTarget[] {
  const main = has(manifest, reader, 'src/main.rs')
    ? [{ kind: 'bin' as const, name: packageName(manifest), path: 'src/main.rs' }]
    : [];
  const others = reader.list(joinPath(manifest.folder, binaryFolder)).flatMap((entry): readonly CargoTarget[] => {
    if (entry.startsWith('.')) return [];
    const path = entry.endsWith('.rs') ? `${binaryFolder}/${entry}` : `${binaryFolder}/${entry}/main.rs`;
    return has(manifest, reader, path) ? [{ kind: 'bin', name: entry.replace(/\.rs$/, ''), path }] : [];
  });
  return [...main, ...others];
}

function buildScript(manifest: CargoManifest, reader: Reader): readonly CargoTarget[] {
  const build = manifest.package?.['build'];
  if (build === false) return [];
  const named = asText(build);
  if (named === undefined && !has(manifest, reader, 'build.rs')) return [];
  return [{ kind: 'build-script', name: 'build-script-build', path: joinPath(named ?? 'build.rs') }];
}

function packageName({ package: table }: CargoManifest): string {
  return asText(table?.['name']) ?? '';
}

function has({ folder }: CargoManifest, reader: Reader, path: string): boolean {
  return reader.isFile(joinPath(folder, path));
}
