import { randomUUID } from 'node:crypto';
import { Secret } from '@observatory/config';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { keyRepositoryContract } from '../../test/key-repository.contract.js';
import { aKey } from '../../test/keys.js';
import { KeyStoreAwayError } from './key-repository.js';
import { MongoKeyRepository } from './mongo-key-repository.js';

const {
  TEST_MONGODB_HOST: host,
  TEST_MONGODB_PORT: port = '27017',
  TEST_MONGODB_USER: user = 'observatory',
  TEST_MONGODB_PASSWORD: password,
} = process.env;

describe.skipIf(host === undefined)(
  'MongoKeyRepository, on the store that TEST_MONGODB_HOST, _PORT, _USER and _PASSWORD name',
  () => {
    const database = `test_${randomUUID().replaceAll('-', '')}`;
    const address = {
      // Without a store nothing of this runs, but the suite is read all the same.
      host: host ?? '127.0.0.1',
      port: Number(port),
      database,
      user,
      password: password === undefined ? undefined : new Secret(password),
    };
    const admin = new MongoClient(`mongodb://${address.host}:${port}`, {
      ...(password === undefined ? {} : { auth: { username: user, password } }),
    });
    let repository: MongoKeyRepository;
    beforeAll(() => {
      repository = new MongoKeyRepository(address);
    });
    afterAll(async () => {
      await admin.db(database).dropDatabase();
      await Promise.all([repository.close(), admin.close()]);
    });

    keyRepositoryContract(async () => {
      await admin.db(database).collection('keys').deleteMany({});
      return repository;
    });

    it('keeps no secret, only its hash', async () => {
      const key = aKey();
      await repository.add(key);
      const document = await admin.db(database).collection('keys').findOne({ id: key.id });
      expect(Object.keys(document ?? {}).sort()).toEqual(
        ['_id', 'createdAt', 'expiresAt', 'hash', 'hint', 'id', 'name', 'revokedAt', 'scopes', 'tenant'].sort(),
      );
      expect(document?.['createdAt']).toBeInstanceOf(Date);
    });

    it('makes its indexes, once and again', async () => {
      await repository.prepare();
      const other = new MongoKeyRepository(address);
      onTestFinished(() => other.close());
      await other.prepare();
      const indexes = await admin.db(database).collection('keys').indexes();
      expect(indexes.filter(({ unique }) => unique).map(({ key }) => key as unknown)).toEqual([{ id: 1 }, { hash: 1 }]);
      expect(indexes.map(({ key }) => key as unknown)).toContainEqual({ tenant: 1, createdAt: -1, _id: -1 });
    });

    it('says that it is refused, which is not the same as away', async () => {
      const stranger = new MongoKeyRepository({ ...address, password: new Secret('wrong') });
      onTestFinished(() => stranger.close());
      const refusal: unknown = await stranger.findByHash('x').catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(Error);
      expect(refusal).not.toBeInstanceOf(KeyStoreAwayError);
    });
  },
);

describe('MongoKeyRepository without a store', () => {
  it('says so, at every question', async () => {
    const repository = new MongoKeyRepository({
      host: '127.0.0.1',
      port: 1,
      database: 'x',
      user: 'x',
      password: new Secret('hunter2'),
    });
    onTestFinished(() => repository.close());
    const answers = await Promise.allSettled([
      repository.add(aKey()),
      repository.list({}),
      repository.findByHash('x'),
      repository.revoke('x', new Date()),
    ]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { name: 'KeyStoreAwayError' } });
    }
    await expect(repository.check()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('ECONNREFUSED') as string },
    });
  });
});
