import * as z from 'zod';

/** The filters that tools share. */
export const service = z
  .string()
  .min(1)
  .max(256)
  .describe('Only calls of this service, by the name that list_services gives');

export const model = z
  .string()
  .min(1)
  .max(256)
  .describe('Only calls that asked for this model, or were answered by it');
