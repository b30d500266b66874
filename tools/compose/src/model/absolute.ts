import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { changeText } from './shapes.js';
import type { Traced } from './traced.js';

/** A path made absolute. */
export function absolute(node: Traced, folder: string): Traced {
  return changeText(node, (path) => absolutePath(path, folder));
}

export function absolutePath(path: string, folder: string): string {
  if (path.startsWith('~')) return join(homedir(), path.slice(1));
  return path === '' || isAbsolute(path) || /^\\\\|^[a-z]:/i.test(path) ? path : resolve(folder, path);
}

/** A build context may be a URL, an image or another service. */
export function absoluteContext(node: Traced, folder: string): Traced {
  return changeText(node, (text) =>
    /:\/\/|^(?:service:|github\.com\/|git@)/.test(text) ? text : absolutePath(text, folder),
  );
}
