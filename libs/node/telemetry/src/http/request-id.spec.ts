import { describe, expect, it } from 'vitest';
import { requestIdFrom } from './request-id.js';

describe('requestIdFrom', () => {
  it.each(['a', 'A-1_b.c', 'x'.repeat(128)])('keeps %s', (id) => {
    expect(requestIdFrom(id)).toBe(id);
  });

  it.each([undefined, '', 'x'.repeat(129), 'a b', 'a\nb', 'é', ['a', 'b']])('replaces %j', (given) => {
    expect(requestIdFrom(given)).toMatch(/^[0-9a-f-]{36}$/);
  });
});
