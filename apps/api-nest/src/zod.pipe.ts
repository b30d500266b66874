import type { PipeTransform } from '@nestjs/common';
import { Problem } from '@observatory/telemetry';
import type { z } from 'zod';

/** Lets through what fits a schema, and answers anything else with a problem that names each place. */
export class ZodPipe<T> implements PipeTransform<unknown, T> {
  constructor(private readonly schema: z.ZodType<T>) {}

  transform(value: unknown): T {
    const result = this.schema.safeParse(value);
    if (result.success) {
      return result.data;
    }
    throw new Problem(
      400,
      'The request does not fit what is expected here.',
      result.error.issues.map(({ path, message }) => ({
        pointer: path.map((step) => `/${String(step)}`).join(''),
        detail: message,
      })),
    );
  }
}
