import type { ApiKey } from './api-key.js';
import { DuplicateKeyError, type KeyRepository } from './key-repository.js';

/** Keeps keys as long as the process lives. */
export class InMemoryKeyRepository implements KeyRepository {
  readonly #byId = new Map<string, ApiKey>();
  readonly #idByHash = new Map<string, string>();

  add(key: ApiKey): Promise<void> {
    if (this.#byId.has(key.id) || this.#idByHash.has(key.hash)) {
      return Promise.reject(new DuplicateKeyError(key.id));
    }
    this.#byId.set(key.id, structuredClone(key));
    this.#idByHash.set(key.hash, key.id);
    return Promise.resolve();
  }

  list({ tenant }: { readonly tenant?: string | undefined }): Promise<readonly ApiKey[]> {
    const keys = [...this.#byId.values()].filter((key) => tenant === undefined || key.tenant === tenant);
    return Promise.resolve(structuredClone(keys.reverse()).sort(newestFirst));
  }

  findByHash(hash: string): Promise<ApiKey | undefined> {
    const id = this.#idByHash.get(hash);
    return Promise.resolve(id === undefined ? undefined : structuredClone(this.#byId.get(id)));
  }

  revoke(id: string, at: Date): Promise<ApiKey | undefined> {
    const key = this.#byId.get(id);
    if (key === undefined) {
      return Promise.resolve(undefined);
    }
    const revoked = { ...key, revokedAt: key.revokedAt ?? at };
    this.#byId.set(id, revoked);
    return Promise.resolve(structuredClone(revoked));
  }

  check(): Promise<string> {
    return Promise.resolve(`memory of this process, keys: ${String(this.#byId.size)}`);
  }
}

function newestFirst(one: ApiKey, other: ApiKey): number {
  return other.createdAt.getTime() - one.createdAt.getTime();
}
