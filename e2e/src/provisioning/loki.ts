import { z } from 'zod';

const text = z.string().min(1);
const path = z.string().startsWith('/');
const hours = z.string().regex(/^\d+h$/);

/**
 * One Loki alone, on a local disk: what such a one is told, and no more.
 * https://grafana.com/docs/loki/latest/configure/
 */
export const lokiSchema = z
  .strictObject({
    auth_enabled: z.literal(false),
    // Nothing of this machine is told to anybody.
    analytics: z.strictObject({ reporting_enabled: z.literal(false) }),
    server: z.strictObject({
      http_listen_port: z.int().min(1).max(65_535),
      grpc_listen_port: z.int().min(1).max(65_535).optional(),
      log_level: z.enum(['debug', 'info', 'warn', 'error']),
    }),
    common: z.strictObject({
      instance_addr: text,
      path_prefix: path,
      replication_factor: z.literal(1),
      ring: z.strictObject({ kvstore: z.strictObject({ store: z.literal('inmemory') }) }),
      storage: z.strictObject({ filesystem: z.strictObject({ chunks_directory: path, rules_directory: path }) }),
    }),
    schema_config: z.strictObject({
      configs: z
        .array(
          z.strictObject({
            from: z.iso.date(),
            store: z.literal('tsdb'),
            object_store: z.literal('filesystem'),
            schema: z.literal('v13'),
            index: z.strictObject({ prefix: text, period: z.literal('24h', 'has to be 24h for tsdb') }),
          }),
        )
        .min(1),
    }),
    limits_config: z.strictObject({
      retention_period: hours,
      allow_structured_metadata: z.boolean(),
      volume_enabled: z.boolean(),
    }),
    compactor: z.strictObject({
      working_directory: path,
      retention_enabled: z.boolean(),
      delete_request_store: z.literal('filesystem').optional(),
    }),
  })
  // Loki takes a period without a compactor that heeds it, and keeps everything.
  .refine(({ compactor }) => compactor.retention_enabled && compactor.delete_request_store !== undefined, {
    path: ['compactor'],
    message: 'keeps everything: it needs retention_enabled and delete_request_store',
  });
