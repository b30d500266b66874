import { randomUUID } from 'node:crypto';
import type { ApiKey } from '../src/keys/api-key.js';
import { generateSecret, hashSecret } from '../src/keys/key-secret.js';

/** A key that differs from every other, except in what a test says about it. */
export function aKey(about: Partial<ApiKey> = {}): ApiKey {
  const secret = generateSecret();
  return {
    id: randomUUID(),
    name: 'checkout',
    tenant: 'acme',
    scopes: ['traces:read'],
    hint: 'obs_abcd…',
    hash: hashSecret(secret),
    createdAt: new Date('2030-01-01T00:00:00Z'),
    expiresAt: null,
    revokedAt: null,
    ...about,
  };
}
