import { parse, stringify, TomlError, type TomlTable, type TomlValue } from 'smol-toml';
import type { Problem } from '@slipway/kit';

export type { TomlTable, TomlValue };

/** A TOML document, or why it is none. */
export type ParsedToml =
  { readonly kind: 'table'; readonly table: TomlTable } | { readonly kind: 'broken'; readonly problem: Problem };

/** Reads a TOML document. @param file named in the problem */
export function parseToml(text: string, file: string): ParsedToml {
  try {
    // Integers as bigint keep `1` and `1.0` apart when the table is written again.
    return { kind: 'table', table: parse(text, { integersAsBigInt: true }) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    return { kind: 'broken', problem: { what: firstLine(error.message), where: { file, line, column } } };
  }
}

/** A TOML document of a table; equal tables give equal text. */
export function formatToml(table: TomlTable): string {
  return stringify(table, { numbersAsFloat: true });
}

/** The value as a table, `undefined` where it is something else. */
export function asTable(value: TomlValue | undefined): TomlTable | undefined {
  // Dates are objects too; their prototype tells them from tables, which have none or the plain one.
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ? (value as TomlTable) : undefined;
}

/** The value as a text, `undefined` where it is something else. */
export function asText(value: TomlValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of an array; empty where it is none. */
export function asTexts(value: TomlValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** The tables of an array of tables; empty where it is none. */
export function asTables(value: TomlValue | undefined): readonly TomlTable[] {
  return Array.isArray(value) ? value.map(asTable).filter((entry) => entry !== undefined) : [];
}

/** The entries of a table, in the order of the document; empty where it is none. */
export function entriesOf(value: TomlValue | undefined): readonly (readonly [string, TomlValue])[] {
  return Object.entries(asTable(value) ?? {});
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace('Invalid TOML document: ', 'not valid TOML: ') ?? message;
}
