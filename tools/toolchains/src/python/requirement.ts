/** One requirement as PEP 508 writes it: `name[extra] >=1 ; marker` or `name[extra] @ url ; marker`. */
export interface Requirement {
  /** Normalised: see normaliseName. */
  readonly name: string;
  /** Where it is to be taken from, as written, instead of from an index. */
  readonly url?: string;
}

const NAME = String.raw`[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?`;
const EXTRAS = String.raw`\[\s*(?:${NAME}(?:\s*,\s*${NAME})*)?\s*\]`;
const HEAD = new RegExp(String.raw`^\s*(${NAME})\s*(?:${EXTRAS})?\s*`);
const SPECIFIER = /^(?:===\s*\S+|(?:==|!=|~=|<=|>=|<|>)\s*v?\d[\w.!+-]*(?:\.\*)?)$/i;

/** The name by which all spellings of a project's name are one (PEP 503). */
export function normaliseName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_.]+/g, '-');
}

/** Reads a PEP 508 requirement; `undefined` for what is none. Markers are not judged: whatever they say, an edge stays an edge. */
export function parseRequirement(text: string): Requirement | undefined {
  const head = HEAD.exec(text);
  const [all = '', name] = head ?? [];
  if (name === undefined) return undefined;
  const rest = text.slice(all.length);
  return rest.startsWith('@') ? fromUrl(name, rest.slice(1).trim()) : fromVersions(name, rest);
}

function fromUrl(name: string, text: string): Requirement | undefined {
  // A semicolon may be part of the URL: it begins a marker only after a space.
  const [url = '', ...marker] = text.split(/\s+;|\s+(?=;)/);
  if (url === '' || /\s/.test(url) || (marker.length > 0 && marker.join('').trim() === '')) return undefined;
  return { name: normaliseName(name), url };
}

function fromVersions(name: string, text: string): Requirement | undefined {
  const semicolon = text.indexOf(';');
  const versions = (semicolon === -1 ? text : text.slice(0, semicolon)).trim();
  if (semicolon !== -1 && text.slice(semicolon + 1).trim() === '') return undefined;
  const bare = versions.startsWith('(') && versions.endsWith(')') ? versions.slice(1, -1) : versions;
  const specifiers = bare.split(',').map((specifier) => specifier.trim());
  if (specifiers.at(-1) === '') specifiers.pop();
  return specifiers.every((specifier) => SPECIFIER.test(specifier)) ? { name: normaliseName(name) } : undefined;
}

/**
 * The folder or file that an address stands for, relative to the manifest that holds it or absolute; `undefined` for one in the network.
 * The spellings of a project's own folder are those of hatch and PDM.
 */
export function localPath(address: string): string | undefined {
  const [withoutFragment = ''] = address.split('#', 1);
  const own = /^(?:\{root:uri\}|file:\/\/\/?(?:\$\{PROJECT_ROOT\}|\{root\}))\/?(.*)$/.exec(withoutFragment);
  if (own !== null) return decode(own[1] === '' ? '.' : (own[1] ?? '.'));
  const file = /^file:(?:\/\/(?:localhost)?(?=\/))?(.+)$/i.exec(withoutFragment);
  if (file !== null) return decode(file[1] ?? '');
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(withoutFragment)) return undefined;
  return withoutFragment.replaceAll('\\', '/');
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
