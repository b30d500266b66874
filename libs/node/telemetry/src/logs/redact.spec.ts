import { Secret } from '@observatory/config';
import { describe, expect, it } from 'vitest';
import { isSensitive, redact, redactText } from './redact.js';

describe('isSensitive', () => {
  it.each([
    'authorization',
    'Cookie',
    'Set-Cookie',
    'password',
    'passwd',
    'secret',
    'token',
    'api_key',
    'apikey',
    'X-Api-Key',
    'access_token',
    'refresh-token',
    'private_key',
    'CLIENT_SECRET',
    'db_password',
    'DB-PASSWORD',
    'accessToken',
    'adminToken',
  ])('%s', (key) => {
    expect(isSensitive(key)).toBe(true);
  });

  it.each(['input_tokens', 'tokenizer', 'secretary', 'passwordless', 'key', 'cookies_enabled', ''])('not %s', (key) => {
    expect(isSensitive(key)).toBe(false);
  });
});

describe('redactText', () => {
  it.each([
    ['Authorization: Bearer abc.DEF-123_/+~==', 'Authorization: Bearer [redacted]'],
    ['bearer x, then', 'bearer [redacted], then'],
    ['mongodb://root:hunter2@db:27017/a and redis://:s3@cache', 'mongodb://root:***@db:27017/a and redis://:***@cache'],
    ['https://u:p@ss@host/path@x', 'https://u:***@host/path@x'],
    [`key obs_${'a'.repeat(43)}.`, 'key [redacted].'],
    ['http://core:4005/v1?at=a:b@c', 'http://core:4005/v1?at=a:b@c'],
    ['a forbearer of nothing', 'a forbearer of nothing'],
  ])('%s', (given, redacted) => {
    expect(redactText(given)).toBe(redacted);
  });

  it('takes no more than linear time', () => {
    const start = performance.now();
    redactText('://'.repeat(100_000) + 'bearer '.repeat(100_000) + 'obs_'.repeat(100_000));
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('redact', () => {
  it('hides by key at every depth, whatever the value is', () => {
    expect(redact({ a: [{ db_password: 'x', deep: { Cookie: ['y'], token: { z: 1 } } }], n: 1, no: null })).toEqual({
      a: [{ db_password: '[redacted]', deep: { Cookie: '[redacted]', token: '[redacted]' } }],
      n: 1,
      no: null,
    });
  });

  it('hides by shape at every depth', () => {
    expect(redact({ a: ['Bearer x', new Map([['url', 'http://u:p@h']])] })).toEqual({
      a: ['Bearer [redacted]', { url: 'http://u:***@h' }],
    });
  });

  it('sees through what turns itself into JSON', () => {
    expect(
      redact({ value: new Secret('hunter2'), at: new Date(0), own: { toJSON: () => ({ password: 'x' }) } }),
    ).toEqual({
      value: '[redacted]',
      at: '1970-01-01T00:00:00.000Z',
      own: { password: '[redacted]' },
    });
  });

  it('keeps the message of an error, redacted', () => {
    const error = Object.assign(new TypeError('no http://u:p@h'), { token: 'x', code: 'E' });
    expect(redact({ error })).toEqual({
      error: { type: 'TypeError', message: 'no http://u:***@h', token: '[redacted]', code: 'E' },
    });
  });

  it('ends on circles and on depths', () => {
    const circle: Record<string, unknown> = { big: 1n };
    circle['self'] = circle;
    expect(redact(circle)).toEqual({ big: '1', self: '[circular]' });
    const deep = Array.from({ length: 20 }).reduce<unknown>((inner) => ({ inner }), { password: 'x' });
    expect(JSON.stringify(redact(deep))).toMatch(/too deep/);
  });

  it('leaves the original as it was', () => {
    const original = { password: 'x' };
    redact(original);
    expect(original).toEqual({ password: 'x' });
  });
});
