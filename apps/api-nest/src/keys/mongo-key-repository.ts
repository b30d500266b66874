import type { Secret } from '@observatory/config';
import { MongoError } from 'mongodb';
import type { ApiKey } from './api-key.js';
import { DuplicateKeyError, type KeyRepository } from './key-repository.js';
import { type KeyDocument, MongoSession, MongoSessions } from './mongo-session.js';

export interface MongoAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Nobody logs in where there is none. */
  readonly password: Secret | undefined;
}

const DUPLICATE_KEY = 11_000;

/**
 * Keeps keys in a database that speaks MongoDB's protocol. It connects when it is first asked something, and again whenever
 * that is lost. It needs neither transactions nor a replica set, since no change touches more than one document.
 */
export class MongoKeyRepository implements KeyRepository {
  readonly #sessions: MongoSessions;

  constructor(readonly address: MongoAddress) {
    this.#sessions = new MongoSessions(() => new MongoSession(address));
  }

  /** Makes the indexes, which are there from the first time on. */
  async prepare(): Promise<void> {
    await this.#sessions.use((session) => session.indexed());
  }

  async add(key: ApiKey): Promise<void> {
    await this.#sessions.use(async (session) => {
      // Without its indexes the store would take the same hash twice.
      await session.indexed();
      try {
        await session.keys.insertOne({ ...key, scopes: [...key.scopes] });
      } catch (error) {
        throw error instanceof MongoError && error.code === DUPLICATE_KEY ? new DuplicateKeyError(key.id) : error;
      }
    });
  }

  async list({ tenant }: { readonly tenant?: string | undefined }): Promise<readonly ApiKey[]> {
    return await this.#sessions.use(({ keys }) =>
      keys
        .find(tenant === undefined ? {} : { tenant })
        .sort({ createdAt: -1, _id: -1 })
        .map(keyOf)
        .toArray(),
    );
  }

  async findByHash(hash: string): Promise<ApiKey | undefined> {
    return await this.#find({ hash });
  }

  async revoke(id: string, at: Date): Promise<ApiKey | undefined> {
    const revoked = await this.#sessions.use(({ keys }) =>
      keys.findOneAndUpdate({ id, revokedAt: null }, { $set: { revokedAt: at } }, { returnDocument: 'after' }),
    );
    return revoked === null ? await this.#find({ id }) : keyOf(revoked);
  }

  async check(): Promise<string> {
    await this.#sessions.use(async (session) => {
      await session.ping();
      await session.indexed();
    });
    return `${this.address.host}:${String(this.address.port)}, with its indexes`;
  }

  async close(): Promise<void> {
    await this.#sessions.close();
  }

  async #find(filter: Partial<KeyDocument>): Promise<ApiKey | undefined> {
    const found = await this.#sessions.use(({ keys }) => keys.findOne(filter));
    return found === null ? undefined : keyOf(found);
  }
}

function keyOf({ id, name, tenant, scopes, hint, hash, createdAt, expiresAt, revokedAt }: KeyDocument): ApiKey {
  return { id, name, tenant, scopes, hint, hash, createdAt, expiresAt, revokedAt };
}
