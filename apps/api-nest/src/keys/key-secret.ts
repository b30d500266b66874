import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX = 'obs_';
const RANDOM_BYTES = 32;
const SHAPE = /^obs_[\w-]{43}$/;
const HINT_LENGTH = PREFIX.length + 4;

/** A new secret. The prefix lets scanners find keys that leaked. */
export function generateSecret(): string {
  return PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');
}

/** Whether a text could be a secret of ours at all. */
export function isWellFormed(secret: string): boolean {
  return SHAPE.test(secret);
}

/** The part of a secret that may be shown. */
export function hintOf(secret: string): string {
  return `${secret.slice(0, HINT_LENGTH)}…`;
}

/** What is kept of a secret. One round of SHA-256 is enough: 256 random bits cannot be guessed, however fast the hash. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** Whether two hashes are equal, in a time that does not tell where they differ. */
export function sameHash(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}
