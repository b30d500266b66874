import * as z from 'zod';

const tenant = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z, 0-9, dot, underscore and dash');

const scope = z.string().regex(/^[a-z][a-z0-9._-]{0,31}:[a-z][a-z0-9._-]{0,31}$/, 'must look like traces:read');

export const issueRequest = z.strictObject({
  name: z.string().trim().min(1).max(100),
  tenant,
  scopes: z
    .array(scope)
    .min(1)
    .max(32)
    .refine((scopes) => new Set(scopes).size === scopes.length, 'must not name a scope twice'),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
});

export const listQuery = z.strictObject({ tenant: tenant.optional() });

export const verifyRequest = z.strictObject({ secret: z.string().max(200), scope: scope.optional() });

export type IssueRequest = z.infer<typeof issueRequest>;
export type ListQuery = z.infer<typeof listQuery>;
export type VerifyRequest = z.infer<typeof verifyRequest>;
