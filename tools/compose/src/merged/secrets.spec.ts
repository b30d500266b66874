import { isSecretName, redactData, redactor, secretValues } from './secrets.js';

test.each([
  'PASSWORD',
  'DB_PASSWORD',
  'x-api-key',
  'clientSecret_token',
  'MYSQL_PWD',
  'AWS_SECRET_ACCESS_KEY',
  'NEO4J_AUTH',
  'PGPASSWORD',
  'DB_PASS',
  'apiToken',
  'JWT_KEY',
  'GITHUB_PAT',
  'TOKEN_1',
  'my.password',
])('%s names a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each([
  'PASSWORD_FILE',
  'TOKEN_URL',
  'PWD',
  'AUTHOR',
  'PUBLIC_KEY_PATH',
  'SECRET_NAME',
  'PORT',
  'ROOT_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'PRIMARY_KEY',
  'PASSTHROUGH',
])('%s names none', (name) => {
  expect(isSecretName(name)).toBe(false);
});

test('a value is taken out wherever it stands, the longest first', () => {
  const redact = redactor(['hunter2222', 'hunter2222-and-more']);
  expect(redact('a hunter2222-and-more b hunter2222')).toBe('a [redacted] b [redacted]');
});

test('a key of several lines is taken out line by line', () => {
  const redact = redactor(['-----BEGIN KEY-----\nabcdefgh\n-----END KEY-----\n']);
  expect(redact('log: abcdefgh')).toBe('log: [redacted]');
});

test('passwords in URLs and bearer tokens go without being known', () => {
  expect(redactor([])('postgres://user:s3cret@db/x, Authorization: Bearer abcdefghijk')).toBe(
    'postgres://user:[redacted]@db/x, Authorization: Bearer [redacted]',
  );
});

test.each([
  ['https://x/y?user=a&password=hunter2&z=1', 'https://x/y?user=a&password=[redacted]&z=1'],
  ['Server=db;Password=hunter2;Port=1', 'Server=db;Password=[redacted];Port=1'],
  ['redis-server --requirepass hunter2 --port 1', 'redis-server --requirepass [redacted] --port 1'],
])('a secret goes by the name before it: %s', (text, without) => {
  expect(redactor([])(text)).toBe(without);
});

test('a word that only looks like a value is left', () => {
  expect(redactor(['true', '8080', 'abc'])('true 8080 abc')).toBe('true 8080 abc');
});

test.each([
  ['DB_PASSWORD=ab; next', 'DB_PASSWORD=[redacted]; next'],
  ['db-password: ab', 'db-password: [redacted]'],
  ['{"admin_token":"ab","tab":"ab"}', '{"admin_token":"[redacted]","tab":"ab"}'],
  [String.raw`log: "{\"apiKey\": \"ab\"}"`, String.raw`log: "{\"apiKey\": \"[redacted]\"}"`],
  ['a cab, about 8080 tabs: ab', 'a cab, about 8080 tabs: ab'],
  ['pin_token=8080 port=8080', 'pin_token=[redacted] port=8080'],
  ['Unexpected token: }', 'Unexpected token: }'],
])('a short value goes only where the name of a secret stands before it: %s', (text, without) => {
  expect(redactor(['ab', '8080'])(text)).toBe(without);
});

test('a line of any length is looked through in no time', () => {
  const line = 'abcdefgh'.repeat(50_000);
  const sinceMs = Date.now();
  expect(redactor(['ab', 'long secret'])(line)).toBe(line);
  expect(Date.now() - sinceMs).toBeLessThan(10_000);
});

test('the secrets among settings are those with such a name, and passwords in URLs', () => {
  expect(secretValues({ DB_PASSWORD: 'p', URL: 'amqp://u:q@h', PORT: '1', EMPTY_TOKEN: '', NONE_TOKEN: null })).toEqual(
    ['p', 'q'],
  );
});

test('data loses secrets by name, in pairs, in arguments, and by value', () => {
  const redact = redactor(['hunter2222']);
  expect(
    redactData(
      {
        environment: { DB_PASSWORD: 'x', PORT: '80', NOTE: 'is hunter2222' },
        command: ['serve', '--token=abc', '--port=1'],
        args: ['API_KEY=k', 'PLAIN=v'],
        secrets: [{ source: 'db-password', target: '/run/secrets/db-password' }],
      },
      redact,
    ),
  ).toEqual({
    environment: { DB_PASSWORD: '[redacted]', PORT: '80', NOTE: 'is [redacted]' },
    command: ['serve', '--token=[redacted]', '--port=1'],
    args: ['API_KEY=[redacted]', 'PLAIN=v'],
    secrets: [{ source: 'db-password', target: '/run/secrets/db-password' }],
  });
});
