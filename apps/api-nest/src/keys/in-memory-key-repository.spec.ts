import { describe, expect, it } from 'vitest';
import { keyRepositoryContract } from '../../test/key-repository.contract.js';
import { aKey } from '../../test/keys.js';
import { InMemoryKeyRepository } from './in-memory-key-repository.js';

describe('InMemoryKeyRepository', () => {
  keyRepositoryContract(() => Promise.resolve(new InMemoryKeyRepository()));

  it('says how many keys it keeps', async () => {
    const repository = new InMemoryKeyRepository();
    await repository.add(aKey());
    expect(await repository.check()).toBe('memory of this process, keys: 1');
  });
});
