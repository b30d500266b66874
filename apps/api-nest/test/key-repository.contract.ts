import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiKey } from '../src/keys/api-key.js';
import { DuplicateKeyError, type KeyRepository } from '../src/keys/key-repository.js';
import { aKey } from './keys.js';

const day = (date: number): Date => new Date(Date.UTC(2030, 0, date));

/** What every implementation of KeyRepository owes its callers; `create` gives an empty one. */
export function keyRepositoryContract(create: () => Promise<KeyRepository>): void {
  describe('as every key repository', () => {
    let repository: KeyRepository;
    beforeEach(async () => {
      repository = await create();
    });

    async function added(...keys: ApiKey[]): Promise<void> {
      for (const key of keys) {
        await repository.add(key);
      }
    }

    it('finds a key by its hash, whole as it was added', async () => {
      const [key, other] = [aKey({ expiresAt: day(9), revokedAt: day(5) }), aKey()];
      await added(key, other);
      expect(await repository.findByHash(key.hash)).toEqual(key);
      expect(await repository.findByHash(other.hash)).toEqual(other);
    });

    it('finds nothing by a hash that only resembles one', async () => {
      const key = aKey();
      await added(key);
      expect(await repository.findByHash(key.hash.slice(0, -1))).toBeUndefined();
      expect(await repository.findByHash(key.hash.toUpperCase())).toBeUndefined();
      expect(await repository.findByHash('')).toBeUndefined();
    });

    it('lists the newest first, and of two made at once the one added last', async () => {
      const [second, first, third, fourth] = [2, 1, 3, 3].map((date) => aKey({ createdAt: day(date) })) as [
        ApiKey,
        ApiKey,
        ApiKey,
        ApiKey,
      ];
      await added(second, first, third, fourth);
      expect((await repository.list({})).map(({ id }) => id)).toEqual([fourth.id, third.id, second.id, first.id]);
    });

    it('lists the keys of one tenant, revoked ones too', async () => {
      const [mine, theirs] = [aKey({ tenant: 'acme', revokedAt: day(2) }), aKey({ tenant: 'acme-2' })];
      await added(mine, theirs);
      expect(await repository.list({ tenant: 'acme' })).toEqual([mine]);
      expect(await repository.list({ tenant: 'acm' })).toEqual([]);
    });

    it('revokes a key, for those who list it and those who find it', async () => {
      const [key, other] = [aKey(), aKey()];
      await added(key, other);
      const revoked = { ...key, revokedAt: day(5) };
      expect(await repository.revoke(key.id, day(5))).toEqual(revoked);
      expect(await repository.findByHash(key.hash)).toEqual(revoked);
      expect(await repository.list({})).toEqual([other, revoked]);
    });

    it('keeps the time at which a key was revoked first', async () => {
      const key = aKey();
      await added(key);
      const [one, two] = await Promise.all([repository.revoke(key.id, day(5)), repository.revoke(key.id, day(6))]);
      expect(one?.revokedAt).toEqual(two?.revokedAt);
      const stored = (await repository.findByHash(key.hash))?.revokedAt;
      expect(await repository.revoke(key.id, day(7))).toMatchObject({ revokedAt: stored });
    });

    it('revokes nothing where there is no such key', async () => {
      expect(await repository.revoke(aKey().id, day(5))).toBeUndefined();
    });

    it('refuses a second key of the same id or hash, and keeps the first', async () => {
      const key = aKey();
      await added(key);
      await expect(repository.add(aKey({ id: key.id }))).rejects.toThrow(DuplicateKeyError);
      await expect(repository.add(aKey({ hash: key.hash }))).rejects.toThrow(DuplicateKeyError);
      expect(await repository.list({})).toEqual([key]);
    });

    it('shares nothing with what it was given or gives', async () => {
      const scopes = ['traces:read'];
      const key = aKey({ scopes });
      await added(key);
      scopes.push('keys:write');
      const [listed] = await repository.list({});
      (listed?.scopes as string[]).push('keys:write');
      listed?.createdAt.setTime(0);
      expect(await repository.findByHash(key.hash)).toEqual({ ...key, scopes: ['traces:read'] });
    });

    it('says what it is while it can be used', async () => {
      expect(await repository.check()).toMatch(/\w/);
    });
  });
}
