import { joinPath } from '@slipway/kit';
import type { Binary, Reader } from '../toolchain.js';

/** The packages of a project that `python -m` can run: those right below `src`, or below the project's folder, with a `__main__.py`. */
export function runnablePackages(root: string, reader: Reader): readonly string[] {
  const in_ = (folder: string): readonly string[] =>
    reader
      .list(folder)
      .filter((name) => /^[A-Za-z_]\w*$/.test(name) && !/^(?:tests?|docs|examples|scripts|benchmarks)$/.test(name))
      .filter((name) => reader.isFile(joinPath(folder, name, '__main__.py')));
  const inSource = in_(joinPath(root, 'src'));
  return inSource.length > 0 ? inSource : in_(root);
}

/** What a project can be started as: its console scripts, else its packages with a `__main__.py`. */
export function binariesOf(root: string, scripts: readonly Binary[], reader: Reader): readonly Binary[] {
  if (scripts.length > 0) return scripts;
  return runnablePackages(root, reader).map((name) => ({ name, entry: `${name}.__main__` }));
}

/** The file that starts a project which is no package. */
export function looseProgram(root: string, reader: Reader): string | undefined {
  return ['__main__.py', 'main.py', 'app.py'].find((name) => reader.isFile(joinPath(root, name)));
}
