import { type ApiKey, type KeyStatus, statusOf } from './api-key.js';
import type { InvalidReason, Verification } from './keys.service.js';

/** A key as the API shows it. */
export interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly scopes: readonly string[];
  readonly hint: string;
  readonly status: KeyStatus;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

/** The answer to a verification. */
export type VerificationView =
  | ({ readonly valid: true } & Pick<KeyView, 'id' | 'name' | 'tenant' | 'scopes' | 'expires_at'>)
  | { readonly valid: false; readonly reason: InvalidReason };

export function viewOf(key: ApiKey, now: Date): KeyView {
  return {
    id: key.id,
    name: key.name,
    tenant: key.tenant,
    scopes: key.scopes,
    hint: key.hint,
    status: statusOf(key, now),
    created_at: key.createdAt.toISOString(),
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
  };
}

export function verificationView(verification: Verification): VerificationView {
  if (!verification.valid) {
    return verification;
  }
  const { id, name, tenant, scopes, expiresAt } = verification.key;
  return { valid: true, id, name, tenant, scopes, expires_at: expiresAt?.toISOString() ?? null };
}
