import jsonc, { type ParseError } from 'jsonc-parser';
import type { Problem } from '@slipway/kit';

/** A JSON text's value, or what is wrong with the text and where. */
export type Parsed =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'broken'; readonly problem: Problem };

/** Reads strict JSON, as npm does: a byte order mark is allowed, comments and trailing commas are not. */
export function parseJson(text: string, file: string): Parsed {
  const plain = withoutMark(text);
  try {
    return { kind: 'value', value: JSON.parse(plain) as unknown };
  } catch (error) {
    return { kind: 'broken', problem: locate(plain, file, error) };
  }
}

/** Reads JSON as TypeScript does: comments and trailing commas are allowed, and what can't be read is left out. */
export function parseJsonc(text: string): unknown {
  return jsonc.parse(withoutMark(text), [], { allowTrailingComma: true });
}

/** True for a JSON object, false for arrays and null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a string, or `undefined`. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The strings of an array; anything else gives none. */
export function asStrings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The members of an object whose values are strings; anything else gives none. */
export function asStringRecord(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** Where in the text the value under these keys begins, for telling what is wrong with it. */
export function placeOf(text: string, file: string, keys: readonly string[]): NonNullable<Problem['where']> {
  const plain = withoutMark(text);
  const root = jsonc.parseTree(plain);
  const node = root === undefined ? undefined : jsonc.findNodeAtLocation(root, [...keys]);
  return node === undefined ? { file } : { file, ...lineAndColumn(plain, node.offset) };
}

/** The messages of JSON.parse differ from one Node to the next and seldom say where, so a second parser is asked. */
function locate(text: string, file: string, error: unknown): Problem {
  const errors: ParseError[] = [];
  jsonc.parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  const fix = 'npm reads strict JSON: no comments, no trailing commas';
  if (first === undefined)
    return {
      what: `is no valid JSON: ${error instanceof Error ? error.message : String(error)}`,
      where: { file },
      fix,
    };
  return { what: `is no valid JSON: ${inWords(first)}`, where: { file, ...lineAndColumn(text, first.offset) }, fix };
}

/** `CommaExpected` as `comma expected`. */
function inWords({ error }: ParseError): string {
  return jsonc
    .printParseErrorCode(error)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
}

function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
