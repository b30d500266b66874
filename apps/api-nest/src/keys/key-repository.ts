import type { ApiKey } from './api-key.js';

/** Where keys are kept. What every implementation owes its callers is written as tests, in key-repository.contract.ts. */
export interface KeyRepository {
  /** Keeps a new key; rejects with DuplicateKeyError where one of the same id or hash is kept already. */
  add(key: ApiKey): Promise<void>;

  /** All keys, or those of one tenant, newest first. */
  list(filter: { readonly tenant?: string | undefined }): Promise<readonly ApiKey[]>;

  findByHash(hash: string): Promise<ApiKey | undefined>;

  /** Marks a key as revoked. The first time stays; resolves to the key, or to undefined where there is none. */
  revoke(id: string, at: Date): Promise<ApiKey | undefined>;

  /** Resolves to what the store is, when it can be used; rejects when it cannot. */
  check(): Promise<string>;
}

/** A key of this id or hash is kept already. */
export class DuplicateKeyError extends Error {
  override readonly name = 'DuplicateKeyError';

  constructor(id: string) {
    super(`a key with the id ${id}, or with its hash, is kept already`);
  }
}

/** The store cannot be reached now; later it may be. */
export class KeyStoreAwayError extends Error {
  override readonly name = 'KeyStoreAwayError';

  constructor(options: ErrorOptions) {
    super('the key store cannot be reached', options);
  }
}
