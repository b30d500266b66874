import { UserError } from '@slipway/kit';
import { substitute, type Lookup } from './substitute.js';

/** One line of an env file; without a value it passes the variable of that name through. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string | undefined;
  readonly line: number;
}

const NAME = /^(?:export[ \t]+)?([\p{L}\p{N}_.\-[\]]+)[ \t]*(?:([=:])[ \t]*|\r?\n|$)/u;
const ESCAPE = /\\([abcfnrtv$"\\]|0[0-7]{0,3})/g;
const ESCAPED: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  c: '\\c',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  // A dollar sign that was escaped must survive the substitution that follows.
  $: '$$',
  '"': '"',
  '\\': '\\',
};

/**
 * Reads a file of NAME=value lines as compose does (https://docs.docker.com/reference/compose-file/services/#env_file-format).
 * @param lookup where `${NAME}` in a value is looked up, before the lines above it
 * @throws UserError with file and line, never with the text: such files hold secrets
 */
export function parseEnvFile(text: string, file: string, lookup: Lookup = () => undefined): readonly EnvEntry[] {
  const entries: EnvEntry[] = [];
  const known = new Map<string, string>();
  const find: Lookup = (name) => lookup(name) ?? known.get(name);
  const source = text.replace(/^\uFEFF/, '');
  for (let at = nextStatement(source, 0); at < source.length; at = nextStatement(source, at)) {
    const line = lineAt(source, at);
    const match = NAME.exec(source.slice(at));
    if (match?.[1] === undefined) throw unreadable(file, line, 'this line is not NAME=value');
    const [whole, name, separator] = match;
    at += whole.length;
    if (separator === undefined) {
      entries.push({ name, value: find(name), line });
      continue;
    }
    const { raw, end, quote } = readValue(source, at, { file, line });
    const value = quote === "'" ? raw : substitute(quote === '"' ? unescape(raw) : raw, find);
    entries.push({ name, value, line });
    known.set(name, value);
    at = end;
  }
  return entries;
}

/** Reads a file of the format `raw`: each value is the rest of its line, quotes and dollar signs with it. */
export function parseRawEnvFile(text: string): readonly EnvEntry[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    const at = content.indexOf('=');
    if (at === -1 || content.trimStart().startsWith('#')) return [];
    return [{ name: content.slice(0, at).trim(), value: content.slice(at + 1), line: index + 1 }];
  });
}

/** The last value of each name, as compose takes them. */
export function envValues(entries: readonly EnvEntry[]): ReadonlyMap<string, string> {
  return new Map(entries.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
}

function nextStatement(source: string, from: number): number {
  const skipped = /^(?:\s|#[^\n]*(?:\n|$))*/.exec(source.slice(from))?.[0] ?? '';
  return from + skipped.length;
}

interface RawValue {
  readonly raw: string;
  readonly end: number;
  readonly quote?: '"' | "'";
}

function readValue(source: string, from: number, where: { readonly file: string; readonly line: number }): RawValue {
  const quote = source[from];
  if (quote !== '"' && quote !== "'") {
    const newline = source.indexOf('\n', from);
    const end = newline === -1 ? source.length : newline;
    const [raw = ''] = source.slice(from, end).split(' #', 1);
    return { raw: raw.trimEnd(), end };
  }
  let raw = '';
  for (let at = from + 1; at < source.length; at += 1) {
    if (source[at] === '\\' && source[at + 1] === quote) {
      raw += quote;
      at += 1;
    } else if (source[at] === '\\') {
      raw += source.slice(at, at + 2);
      at += 1;
    } else if (source[at] === quote) {
      return { raw, end: at + 1, quote };
    } else {
      raw += source[at] ?? '';
    }
  }
  throw unreadable(where.file, where.line, `the value that begins here has no closing ${quote}`);
}

function unescape(raw: string): string {
  return raw.replace(ESCAPE, (_match, code: string) =>
    code.startsWith('0') ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPED[code] ?? code),
  );
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}

function unreadable(file: string, line: number, what: string): UserError {
  return new UserError({ what, where: { file, line }, fix: 'write one NAME=value a line; quote what has spaces or #' });
}
