import type { Place, Problem } from '@slipway/kit';
import { localPath, parseRequirement } from './requirement.js';

/** One entry of a requirements file. */
export type Entry = { readonly where: Place } & (
  | { readonly kind: 'package'; readonly name: string; readonly text: string; readonly isHashed: boolean }
  /** A folder or a file beside the sources, as written. */
  | { readonly kind: 'path'; readonly path: string }
  /** Another requirements file, or one with constraints, relative to this one. */
  | { readonly kind: 'include' | 'constraint'; readonly path: string }
  /** Something that is neither of this repository nor of an index, or a setting of pip's. */
  | { readonly kind: 'other'; readonly text: string; readonly isHashed: boolean; readonly isSetting: boolean }
);

/** What a requirements file says. */
export interface RequirementsFile {
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

const OPTION = /^(?:-([rce])\s*=?\s*|--(requirement|constraint|editable)(?:\s+|\s*=\s*))(.+)$/;
const ARCHIVE = /\.(?:whl|zip|tar(?:\.\w+)?|tgz)$/i;

/** Reads a requirements file as pip does: comments, continued lines, options, hashes. */
export function parseRequirementsFile(text: string, file: string): RequirementsFile {
  const problems: Problem[] = [];
  const entries = logicalLines(text).flatMap(({ text: line, number }): Entry[] => {
    const where = { file, line: number };
    const entry = parseLine(line, where);
    if (entry !== undefined) return [entry];
    problems.push({
      what: `"${shorten(line)}" is no requirement`,
      where: { ...where, column: 1 },
      fix: 'write it as name==1.2.3, name @ address, or ./folder',
    });
    return [];
  });
  return { entries, problems };
}

function parseLine(line: string, where: Place): Entry | undefined {
  const option = OPTION.exec(line);
  if (option !== null) {
    const [, short, long = '', value = ''] = option;
    const letter = short ?? long.charAt(0);
    if (letter === 'e') return local(value, where) ?? other(line, where, false);
    return { kind: letter === 'r' ? 'include' : 'constraint', path: unquote(value.trim()), where };
  }
  if (line.startsWith('-')) return other(line, where, true);
  // What follows the requirement are options for it alone: hashes, mostly.
  const [requirement = ''] = line.split(/\s+--?[a-z]/, 1);
  const parsed = parseRequirement(requirement);
  if (parsed?.url !== undefined) return local(parsed.url, where) ?? other(line, where, false);
  if (parsed !== undefined && !ARCHIVE.test(requirement)) {
    return { kind: 'package', name: parsed.name, text: line, isHashed: isHashed(line), where };
  }
  if (/^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(requirement)) return local(requirement, where) ?? other(line, where, false);
  return /^[./\\]|[/\\]|^file:/.test(requirement) || ARCHIVE.test(requirement) ? local(requirement, where) : undefined;
}

function local(value: string, where: Place): Entry | undefined {
  // `./folder[extra] ; marker`; a name before the address is what it is to be called.
  const [address = ''] = unquote(value.trim()).split(/\s+;|\s*;\s|\s+--/, 1);
  const named = parseRequirement(address)?.url ?? address;
  const path = localPath(named.replace(/\[[^\]]*\]$/, ''));
  return path === undefined ? undefined : { kind: 'path', path, where };
}

function other(text: string, where: Place, isSetting: boolean): Entry {
  return { kind: 'other', text, where, isSetting, isHashed: isHashed(text) };
}

function isHashed(line: string): boolean {
  return /\s--hash[ =]/.test(line);
}

/** Lines without comments, continued ones joined, each with the number of its first. */
function logicalLines(text: string): readonly { readonly text: string; readonly number: number }[] {
  const lines: { text: string; number: number }[] = [];
  let open: { text: string; number: number } | undefined;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const isComment = /^\s*#/.test(raw);
    const continues = raw.endsWith('\\') && !isComment;
    const part = continues ? raw.slice(0, -1) : raw.replace(/(?:^|\s+)#.*$/, '');
    open = { text: `${open?.text ?? ''} ${part.trim()}`.trim(), number: open?.number ?? index + 1 };
    if (continues) continue;
    lines.push(open);
    open = undefined;
  }
  if (open !== undefined) lines.push(open);
  return lines.filter((line) => line.text !== '').map((line) => ({ ...line, text: line.text.replace(/\s+/g, ' ') }));
}

function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

function shorten(line: string): string {
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
