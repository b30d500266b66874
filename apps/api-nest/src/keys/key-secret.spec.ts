import { describe, expect, it } from 'vitest';
import { generateSecret, hashSecret, hintOf, isWellFormed, sameHash } from './key-secret.js';

describe('a secret', () => {
  it('is a prefix and 32 random bytes', () => {
    const secret = generateSecret();
    expect(secret).toMatch(/^obs_[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(secret.slice(4), 'base64url')).toHaveLength(32);
    expect(isWellFormed(secret)).toBe(true);
    expect(generateSecret()).not.toBe(secret);
  });

  it.each([
    '',
    'obs_',
    `obs_${'a'.repeat(42)}`,
    `obs_${'a'.repeat(44)}`,
    `abc_${'a'.repeat(43)}`,
    `obs_${'+'.repeat(43)}`,
  ])('is not %j', (text) => {
    expect(isWellFormed(text)).toBe(false);
  });

  it('shows no more than four characters of itself', () => {
    expect(hintOf(`obs_abcd${'x'.repeat(39)}`)).toBe('obs_abcd…');
  });

  it('is kept as its SHA-256', () => {
    expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('has the hash of itself alone', () => {
    expect(sameHash(hashSecret('a'), hashSecret('a'))).toBe(true);
    expect(sameHash(hashSecret('a'), hashSecret('b'))).toBe(false);
    expect(sameHash(hashSecret('a'), '')).toBe(false);
  });
});
