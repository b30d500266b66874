import { describe, expect, it } from 'vitest';
import { aKey } from '../../test/keys.js';
import { statusOf } from './api-key.js';

const now = new Date('2030-06-01T00:00:00Z');
const before = new Date(now.getTime() - 1);
const after = new Date(now.getTime() + 1);

describe('statusOf', () => {
  it.each([
    ['active', { expiresAt: null, revokedAt: null }],
    ['active', { expiresAt: after, revokedAt: null }],
    ['expired', { expiresAt: now, revokedAt: null }],
    ['expired', { expiresAt: before, revokedAt: null }],
    ['revoked', { expiresAt: null, revokedAt: before }],
    ['revoked', { expiresAt: before, revokedAt: before }],
  ])('%s: %j', (status, about) => {
    expect(statusOf(aKey(about), now)).toBe(status);
  });
});
