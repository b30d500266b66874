import { isRecord } from '@slipway/kit';

/** The part of JSON Schema in which our executors describe their options. */
export interface OptionSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly items?: OptionSchema;
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly required?: readonly string[];
  /** What the values of further keys are; `false` where there may be none. */
  readonly additionalProperties?: OptionSchema | false;
  readonly examples?: readonly unknown[];
}

/** A place in the options at which something else stands than its schema asks for. No value is in it: it may be a secret. */
export type Mismatch =
  | { readonly kind: 'wrong'; readonly path: string; readonly found: string; readonly expected: string }
  | { readonly kind: 'missing'; readonly path: string; readonly expected: string }
  | { readonly kind: 'unknown'; readonly path: string; readonly known: readonly string[] };

/** All places of a value that are not as the schema asks. @param path what the value is called: `secrets`, `secrets[0].id` */
export function findMismatches(path: string, value: unknown, schema: OptionSchema): readonly Mismatch[] {
  const fits = typesOf(schema).some((type) => isOfType(value, type)) && schema.enum?.includes(String(value)) !== false;
  if (!fits) return [{ kind: 'wrong', path, found: describeValue(value, schema), expected: describeSchema(schema) }];
  const { items } = schema;
  if (Array.isArray(value)) {
    return items === undefined
      ? []
      : value.flatMap((item, index) => findMismatches(`${path}[${String(index)}]`, item, items));
  }
  return isRecord(value) ? findInObject(path, value, schema) : [];
}

function findInObject(
  path: string,
  value: Readonly<Record<string, unknown>>,
  { properties = {}, required = [], additionalProperties }: OptionSchema,
): readonly Mismatch[] {
  const missing = required
    .filter((name) => value[name] === undefined)
    .map((name): Mismatch => {
      return { kind: 'missing', path: `${path}.${name}`, expected: describeSchema(properties[name] ?? {}) };
    });
  const wrong = Object.entries(value).flatMap(([name, inner]): readonly Mismatch[] => {
    const schema = properties[name] ?? additionalProperties;
    if (schema === undefined) return [];
    if (schema === false) return [{ kind: 'unknown', path: `${path}.${name}`, known: Object.keys(properties) }];
    return findMismatches(`${path}.${name}`, inner, schema);
  });
  return [...missing, ...wrong];
}

/** What a schema asks for, in words. */
export function describeSchema(schema: OptionSchema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.map((text) => `"${text}"`).join(', ')}`;
  return typesOf(schema)
    .map((type) => describeType(type, schema))
    .join(' or ');
}

function describeType(type: string, { items, properties, required, additionalProperties }: OptionSchema): string {
  switch (type) {
    case 'string':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return items?.type === 'object'
        ? `a list of objects with ${(items.required ?? []).join(' and ')}`
        : 'a list of texts';
    case 'object':
      if (properties !== undefined) return `an object with ${(required ?? Object.keys(properties)).join(' and ')}`;
      return additionalProperties === undefined ? 'an object' : 'an object whose values are texts';
    default:
      return type;
  }
}

function describeValue(value: unknown, schema: OptionSchema): string {
  if (schema.enum !== undefined && typeof value === 'string') return `"${value}"`;
  if (typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  return { string: 'a text', number: 'a number', object: 'an object' }[typeof value as string] ?? typeof value;
}

function typesOf({ type = [] }: OptionSchema): readonly string[] {
  return typeof type === 'string' ? [type] : type;
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    default:
      return typeof value === type;
  }
}
