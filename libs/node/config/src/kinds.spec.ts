import { describe, expect, it } from 'vitest';
import { choice, duration, flag, integer, list, secret, text, url } from './kinds.js';
import type { Setting } from './setting.js';

function valueOf(setting: Setting<unknown>, given: string): unknown {
  const parsed = setting.parse(given);
  return parsed.ok ? parsed.value : parsed;
}

function reasonOf(setting: Setting<unknown>, given: string): string | undefined {
  const parsed = setting.parse(given);
  return parsed.ok ? undefined : parsed.reason;
}

const port = integer('PORT', { min: 1, max: 65_535 });
const grace = duration('GRACE', { minMs: 100, maxMs: 60_000 });
const level = choice('LEVEL', ['info', 'warn']);

describe('the kinds of settings', () => {
  it.each<[string, Setting<unknown>, string, unknown]>([
    ['integer', port, '65535', 65_535],
    ['integer', integer('N', { min: -5, max: 5 }), '-5', -5],
    ['duration', grace, '250ms', 250],
    ['duration', grace, '8', 8_000],
    ['duration', grace, '1.5s', 1_500],
    ['duration', grace, '1m', 60_000],
    ['flag', flag('ON'), 'TRUE', true],
    ['flag', flag('ON'), '0', false],
    ['choice', level, 'warn', 'warn'],
    ['list', list('ORIGINS'), 'http://a, http://b', ['http://a', 'http://b']],
    ['text', text('HOST'), '::', '::'],
    ['url', url('CORE_URL'), 'http://core:4005/base', new URL('http://core:4005/base')],
  ])('%s accepts %s', (_kind, setting, given, value) => {
    expect(valueOf(setting, given)).toEqual(value);
  });

  it.each<[string, Setting<unknown>, string, string]>([
    ['integer', port, 'eighty', '"eighty" is not a whole number'],
    ['integer', port, '1e3', '"1e3" is not a whole number'],
    ['integer', port, '8.5', '"8.5" is not a whole number'],
    ['integer', port, '65536', '65536 is out of range'],
    ['duration', grace, '8 days', '"8 days" is not a duration'],
    ['duration', grace, '99ms', '99ms is out of range'],
    ['flag', flag('ON'), 'yes', '"yes" is neither true nor false'],
    ['choice', level, 'INFO', '"INFO" is none of them'],
    ['list', list('ORIGINS'), 'a,,b', '"a,,b" has an empty item'],
    ['text', text('HOST'), '', 'is empty'],
    ['url', url('CORE_URL'), 'core:4005', '"core:4005" is neither http nor https'],
    ['url', url('CORE_URL'), 'http://root:hunter2@core', '"***@core" holds a user name or a password'],
    ['url', url('CORE_URL'), '//core', '"//core" is not a URL'],
  ])('%s rejects %s', (_kind, setting, given, reason) => {
    expect(reasonOf(setting, given)).toBe(reason);
  });

  it.each(['ftp://user:hunter2@host/', 'user:hunter2@host', 'http://user:hunter2@host:port'])(
    'never quotes the password in %s',
    (given) => {
      expect(reasonOf(url('CORE_URL'), given)).toContain('***@host');
      expect(reasonOf(url('CORE_URL'), given)).not.toContain('hunter2');
    },
  );

  it('keeps a long value short in its reason', () => {
    expect(reasonOf(port, 'x'.repeat(1_000))).toBe(`"${'x'.repeat(60)}…" is not a whole number`);
  });

  it('never quotes a secret, nor how long it was', () => {
    const token = secret('TOKEN', { minLength: 16 });
    expect(reasonOf(token, 'hunter2')).toBe('is too short');
    expect(token.parse('0123456789abcdef')).toMatchObject({ ok: true });
  });
});
