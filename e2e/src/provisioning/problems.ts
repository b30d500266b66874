import type { z } from 'zod';

/** What a schema finds in a value, a line each, with the place: `receivers.0.name: …`. None where all is well. */
export function schemaProblems(schema: z.ZodType, value: unknown): readonly string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
}

/** What there is more than once. */
export function repeated<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
