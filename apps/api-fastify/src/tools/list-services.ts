import * as z from 'zod';
import type { Upstream } from '../upstream/upstream.js';

const statsSchema = z.object({
  spans_buffered: z.int(),
  capacity: z.int(),
  services: z.array(z.string()),
});

export const listServicesTool = {
  title: 'List services',
  description: 'Names the services whose calls Observatory holds at the moment.',
  inputSchema: z.strictObject({}),
  outputSchema: z.object({
    services: z.array(z.string()),
    spans_buffered: z.int().describe('How many spans are held for all of them'),
  }),
} as const;

/** The services that core holds spans of. */
export async function listServices(core: Upstream): Promise<z.infer<typeof listServicesTool.outputSchema>> {
  const { services, spans_buffered } = await core.get('/v1/stats', {}, statsSchema);
  return { services: services.toSorted(), spans_buffered };
}
