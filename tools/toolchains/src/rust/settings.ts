import { posix } from 'node:path';
import { joinPath, type Place } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import { placeOf } from './manifest.js';
import { asTable, asText, entriesOf, parseToml, type TomlTable } from '../toml.js';
import { foldersAbove } from './workspace.js';

const names = ['.cargo/config.toml', '.cargo/config', 'rust-toolchain.toml', 'rust-toolchain'];

/** The lock of a workspace, and the settings that hold in its root folder: its own, then those of the folders above. */
export function settingsFiles(rootFolder: string, reader: Reader): readonly string[] {
  const candidates = [rootFolder, ...foldersAbove(rootFolder)].flatMap((folder) =>
    names.map((name) => joinPath(folder, name)),
  );
  return [joinPath(rootFolder, 'Cargo.lock'), ...candidates].filter((file) => reader.isFile(file));
}

/** The folder that Cargo takes third-party packages from instead of a registry, where its settings say so. */
export function vendoredFolder(
  files: readonly string[],
  reader: Reader,
): { readonly folder: string; readonly place: Place } | undefined {
  for (const { file, text, table } of cargoSettings(files, reader)) {
    for (const [, source] of entriesOf(table['source'])) {
      const folder = asText(asTable(source)?.['directory']);
      if (folder !== undefined) return { folder, place: placeOf({ file, text }, 'directory') };
    }
  }
  return undefined;
}

/** Where Cargo puts what it builds, from the repository's root. */
export function targetFolder(rootFolder: string, reader: Reader): string {
  for (const { file, table } of cargoSettings(settingsFiles(rootFolder, reader), reader)) {
    const folder = asText(asTable(table['build'])?.['target-dir']);
    // Relative to the folder that holds `.cargo`.
    if (folder !== undefined) return joinPath(posix.dirname(posix.dirname(file)), folder);
  }
  return joinPath(rootFolder, 'target');
}

function cargoSettings(
  files: readonly string[],
  reader: Reader,
): readonly { readonly file: string; readonly text: string; readonly table: TomlTable }[] {
  return files
    .filter((file) => posix.basename(posix.dirname(file)) === '.cargo')
    .flatMap((file) => {
      const text = reader.read(file) ?? '';
      const parsed = parseToml(text, file);
      return parsed.kind === 'table' ? [{ file, text, table: parsed.table }] : [];
    });
}
