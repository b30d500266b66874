import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.js';

const VALUE = 'correct horse battery staple';

describe('Secret', () => {
  const secret = new Secret(VALUE);

  it.each([
    ['String', String(secret)],
    ['JSON', JSON.stringify({ secret })],
    ['inspect', inspect({ secret }, { showHidden: true, depth: 5 })],
    [
      'its own properties',
      JSON.stringify(Object.getOwnPropertyNames(secret).concat(Object.values(secret).map(String))),
    ],
  ])('does not show itself in %s', (_way, printed) => {
    expect(printed).not.toContain('horse');
  });

  it('gives itself away only when asked', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  it('matches the same value and no other', () => {
    expect(secret.matches(VALUE)).toBe(true);
    expect(secret.matches(`${VALUE} `)).toBe(false);
    expect(secret.matches('')).toBe(false);
  });
});
