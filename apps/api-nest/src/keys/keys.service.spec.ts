import { createLogger } from '@observatory/telemetry';
import { beforeEach, describe, expect, it } from 'vitest';
import { aKey } from '../../test/keys.js';
import { InMemoryKeyRepository } from './in-memory-key-repository.js';
import { generateSecret } from './key-secret.js';
import { KeysService, type NewKey } from './keys.service.js';

const wanted: NewKey = { name: 'checkout', tenant: 'acme', scopes: ['traces:read'], expiresAt: null };

describe('KeysService', () => {
  let now: Date;
  let written: string;
  let repository: InMemoryKeyRepository;
  let keys: KeysService;

  beforeEach(() => {
    now = new Date('2030-01-01T00:00:00Z');
    written = '';
    repository = new InMemoryKeyRepository();
    const destination = { write: (line: string) => void (written += line) };
    keys = new KeysService(repository, () => now, createLogger({ service: 'api-nest', level: 'debug', destination }));
  });

  it('gives a secret away once: neither the store nor the log ever sees it', async () => {
    const { key, secret } = await keys.issue(wanted);
    expect(key).toMatchObject({ ...wanted, createdAt: now, revokedAt: null });
    expect(JSON.stringify(await repository.list({}))).not.toContain(secret.slice(8));
    expect(written).toContain(key.id);
    expect(written).not.toContain(secret.slice(8));
  });

  it('verifies a key that it issued, and for its scopes only', async () => {
    const { key, secret } = await keys.issue(wanted);
    expect(await keys.verify(secret)).toEqual({ valid: true, key });
    expect(await keys.verify(secret, 'traces:read')).toEqual({ valid: true, key });
    expect(await keys.verify(secret, 'traces:write')).toEqual({ valid: false, reason: 'missing_scope' });
  });

  it('tells malformed secrets from unknown ones', async () => {
    expect(await keys.verify('hunter2')).toEqual({ valid: false, reason: 'malformed' });
    expect(await keys.verify(generateSecret())).toEqual({ valid: false, reason: 'unknown' });
  });

  it('takes no key for another that the store confuses it with', async () => {
    repository.findByHash = () => Promise.resolve(aKey());
    expect(await keys.verify(generateSecret())).toEqual({ valid: false, reason: 'unknown' });
  });

  it('knows when a key has expired', async () => {
    const { secret } = await keys.issue({ ...wanted, expiresAt: new Date('2030-01-02T00:00:00Z') });
    expect(await keys.verify(secret)).toMatchObject({ valid: true });
    now = new Date('2030-01-02T00:00:00Z');
    expect(await keys.verify(secret)).toEqual({ valid: false, reason: 'expired' });
  });

  it('issues no key that has expired already', async () => {
    await expect(keys.issue({ ...wanted, expiresAt: now })).rejects.toMatchObject({
      status: 400,
      places: [{ pointer: '/expires_at' }],
    });
    expect(await keys.list({})).toEqual([]);
  });

  it('revokes a key for good', async () => {
    const { key, secret } = await keys.issue(wanted);
    await keys.revoke(key.id);
    await keys.revoke(key.id);
    expect(await keys.verify(secret)).toEqual({ valid: false, reason: 'revoked' });
  });

  it('cannot revoke what it never issued', async () => {
    await expect(keys.revoke('nothing')).rejects.toThrow('There is no key nothing.');
  });
});
