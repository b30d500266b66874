import { isAbsolute } from 'node:path';
import { isMap, isScalar, isSeq, parseAllDocuments, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Stack } from '../model/stack.js';
import { descendant, type ModelPath, type Origin } from '../model/traced.js';
import type { Finding } from './finding.js';
import type { Edit, EditValue } from './rule.js';

/** New texts of files, and the findings that they mend. */
export interface Mended {
  /** By the name that places have for the file. */
  readonly files: ReadonlyMap<string, string>;
  readonly mended: readonly Finding[];
}

/** A piece of a file and what takes its place. */
interface Splice {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Mends what can be mended without asking, by changing as few characters as possible: comments, order and quotes stay. Left alone is what
 * an anchor or an extended service shares with others, what a variable stands in, and what is written in a way that is not foreseen here.
 * @param read the text of a file by the name that places have for it
 */
export function mend(findings: readonly Finding[], stack: Stack, read: (file: string) => string | undefined): Mended {
  const found = findings.flatMap((finding) => {
    const splice = finding.edit === undefined ? undefined : toSplice(finding.edit, stack, read);
    return splice === undefined ? [] : [{ finding, splice }];
  });
  const files = new Map<string, string>();
  const mended: Finding[] = [];
  for (const file of new Set(found.map(({ splice }) => splice.file))) {
    const here = found.filter(({ splice }) => splice.file === file);
    const text = applySplices(
      read(file) ?? '',
      here.map(({ splice }) => splice),
    );
    if (parseAllDocuments(text).some(({ errors }) => errors.length > 0)) continue;
    files.set(file, text);
    mended.push(...here.map(({ finding }) => finding));
  }
  return { files, mended };
}

function applySplices(text: string, splices: readonly Splice[]): string {
  // From the end, so that places before stay where they are.
  // One line may stand for several ports, and is mended once.
  const distinct = [...new Map(splices.map((splice) => [JSON.stringify(splice), splice])).values()];
  return distinct
    .toSorted((a, b) => a.start - b.start)
    .reduceRight((result, { start, end, text: piece }) => result.slice(0, start) + piece + result.slice(end), text);
}

function toSplice(edit: Edit, stack: Stack, read: (file: string) => string | undefined): Splice | undefined {
  if (edit.kind === 'replace') {
    const origin = descendant(stack.origins.tree, edit.path)?.origin;
    if (origin === undefined || !belongsTo(edit.path[1], origin)) return undefined;
    const node = nodeAt(origin, origin.at, read);
    const text = isScalar(node) ? edit.change(String(node.value)) : undefined;
    const range = node?.range;
    if (text === undefined || range == null) return undefined;
    return { file: origin.file, start: range[0], end: range[1], text: JSON.stringify(text) };
  }
  const origin = stack.origins.definitionOf(['services', edit.service]);
  if (origin === undefined || !belongsTo(edit.service, origin)) return undefined;
  const service = nodeAt(origin, origin.at, read);
  if (!isMap(service) || service.flow === true || service.items.length === 0) return undefined;
  const text = read(origin.file) ?? '';
  const present = service.get(edit.key, true) as ParsedNode | undefined;
  if (present === undefined) {
    const value = edit.kind === 'set' ? inline(edit.value) : `[${edit.value}]`;
    return insertKey(service, `${edit.key}: ${value}`, text, origin.file);
  }
  if (edit.kind === 'set' || !isSeq(present)) return undefined;
  return appendItem(present, edit.value, text, origin.file);
}

/** True where a text is of this service alone: in the workspace, not behind an anchor, not of a service that others extend. */
function belongsTo(service: string | number | undefined, { file, at, shared }: Origin): boolean {
  return !isAbsolute(file) && !shared && at[0] === 'services' && at[1] === service;
}

function nodeAt(origin: Origin, at: ModelPath, read: (file: string) => string | undefined): ParsedNode | undefined {
  const document = parseAllDocuments(read(origin.file) ?? '', { logLevel: 'silent' })[origin.document];
  return document?.getIn(at, true) as ParsedNode | undefined;
}

/** Puts a line after the last one of the mapping that holds a whole setting; where there is none, before its first key. */
function insertKey(service: YAMLMap.Parsed, line: string, text: string, file: string): Splice | undefined {
  const [first] = service.items;
  if (first === undefined) return undefined;
  const indent = indentAt(text, first.key.range[0]);
  const whole = service.items.findLast(({ key, value }) => {
    const end = value?.range[1] ?? key.range[1];
    return !text.slice(key.range[0], end).includes('\n');
  });
  if (whole === undefined) {
    const start = first.key.range[0];
    return { file, start, end: start, text: `${line}${newlineOf(text)}${indent}` };
  }
  const start = endOfLine(text, whole.value?.range[1] ?? whole.key.range[1]);
  return { file, start, end: start, text: `${newlineOf(text)}${indent}${line}` };
}

function appendItem(list: YAMLSeq.Parsed, value: string, text: string, file: string): Splice | undefined {
  const last = list.items.at(-1);
  const written = list.items.map((item) => (isScalar(item) ? String(item.value) : ''));
  // What is there for the same name has been decided by somebody.
  if (written.some((item) => item.split(/[:=]/)[0] === value.split(/[:=]/)[0])) return undefined;
  if (list.flow === true) {
    const start = last?.range[1] ?? list.range[0] + 1;
    return { file, start, end: start, text: last === undefined ? value : `, ${value}` };
  }
  if (last === undefined) return undefined;
  const start = endOfLine(text, last.range[1]);
  const dash = text.lastIndexOf('-', last.range[0]);
  return { file, start, end: start, text: `${newlineOf(text)}${indentAt(text, dash)}- ${value}` };
}

/** Behind the comment that may follow. */
function endOfLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline === -1) return text.length;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** How the lines of a file end. */
function newlineOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*/.exec(line)?.[0] ?? '';
}

/** A value on one line, as people write it. */
function inline(value: EditValue): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string')
    return /^\d/.test(value) && !Number.isNaN(Number(value)) ? JSON.stringify(value) : value;
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${inline(inner)}`);
  return `{ ${entries.join(', ')} }`;
}
