import { randomUUID } from 'node:crypto';
import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { type Logger, Problem } from '@observatory/telemetry';
import { type Clock, CLOCK, KEY_REPOSITORY, LOGGER } from '../parts.js';
import { type ApiKey, statusOf } from './api-key.js';
import type { KeyRepository } from './key-repository.js';
import { generateSecret, hashSecret, hintOf, isWellFormed, sameHash } from './key-secret.js';

export interface NewKey {
  readonly name: string;
  readonly tenant: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
}

export type InvalidReason = 'malformed' | 'unknown' | 'revoked' | 'expired' | 'missing_scope';

export type Verification =
  { readonly valid: true; readonly key: ApiKey } | { readonly valid: false; readonly reason: InvalidReason };

/** Issues, lists, revokes and verifies API keys. */
@Injectable()
export class KeysService {
  constructor(
    @Inject(KEY_REPOSITORY) private readonly repository: KeyRepository,
    @Inject(CLOCK) private readonly now: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Makes a key. The secret is in this answer and nowhere else. */
  async issue({ name, tenant, scopes, expiresAt }: NewKey): Promise<{ key: ApiKey; secret: string }> {
    const createdAt = this.now();
    if (expiresAt !== null && expiresAt <= createdAt) {
      throw new Problem(400, 'A key cannot expire before it is issued.', [
        { pointer: '/expires_at', detail: 'is not in the future' },
      ]);
    }
    const secret = generateSecret();
    const key: ApiKey = {
      id: randomUUID(),
      name,
      tenant,
      scopes,
      hint: hintOf(secret),
      hash: hashSecret(secret),
      createdAt,
      expiresAt,
      revokedAt: null,
    };
    await this.repository.add(key);
    this.logger.info({ key_id: key.id, tenant, scopes }, 'key issued');
    return { key, secret };
  }

  async list(filter: { readonly tenant?: string | undefined }): Promise<readonly ApiKey[]> {
    return await this.repository.list(filter);
  }

  /** Makes a key invalid for good; doing it again changes nothing. */
  async revoke(id: string): Promise<void> {
    const key = await this.repository.revoke(id, this.now());
    if (key === undefined) {
      throw new NotFoundException(`There is no key ${id}.`);
    }
    this.logger.info({ key_id: id, tenant: key.tenant }, 'key revoked');
  }

  /** Whether a secret is that of a key which is good for a scope, or for anything where none is asked. */
  async verify(secret: string, scope?: string): Promise<Verification> {
    if (!isWellFormed(secret)) {
      return { valid: false, reason: 'malformed' };
    }
    const hash = hashSecret(secret);
    const key = await this.repository.findByHash(hash);
    // A store may compare more loosely than we mean to, by collation or by prefix.
    if (key === undefined || !sameHash(key.hash, hash)) {
      return { valid: false, reason: 'unknown' };
    }
    const status = statusOf(key, this.now());
    if (status !== 'active') {
      return { valid: false, reason: status };
    }
    return scope === undefined || key.scopes.includes(scope)
      ? { valid: true, key }
      : { valid: false, reason: 'missing_scope' };
  }
}
