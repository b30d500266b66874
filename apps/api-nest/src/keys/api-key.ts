/** An API key as it is kept: all about it but the secret. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly scopes: readonly string[];
  /** What people may see of the secret, to tell their keys apart. */
  readonly hint: string;
  readonly hash: string;
  readonly createdAt: Date;
  /** Never expires where this is null. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export type KeyStatus = 'active' | 'expired' | 'revoked';

/** What has become of a key by now. */
export function statusOf({ revokedAt, expiresAt }: ApiKey, now: Date): KeyStatus {
  if (revokedAt !== null) {
    return 'revoked';
  }
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}
