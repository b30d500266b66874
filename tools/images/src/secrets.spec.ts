import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ambientSecrets, insertSecretMounts, namedSecrets } from './secrets.js';

const home = mkdtempSync(join(tmpdir(), 'slipway-secrets-'));

test('what package managers are configured with is lent, by path and name only', () => {
  mkdirSync(join(home, '.cargo'));
  writeFileSync(join(home, '.cargo', 'config.toml'), '[net]');
  writeFileSync(join(home, '.npmrc'), '//registry.example/:_authToken=hunter2');
  writeFileSync(join(home, 'ca.crt'), 'x');
  const secrets = ambientSecrets(
    { SSL_CERT_FILE: join(home, 'ca.crt'), GOPROXY: 'https://me:hunter2@proxy.example' },
    home,
  );
  expect(secrets).toEqual(
    expect.arrayContaining([
      { id: 'ca', source: { kind: 'file', path: join(home, 'ca.crt') } },
      { id: 'cargo', source: { kind: 'file', path: join(home, '.cargo', 'config.toml') } },
      { id: 'npmrc', source: { kind: 'file', path: join(home, '.npmrc') } },
      { id: 'GOPROXY', source: { kind: 'env', name: 'GOPROXY' } },
    ]),
  );
  expect(JSON.stringify(secrets)).not.toContain('hunter2');
});

test('a named secret is mounted in every network step and in no other', () => {
  const dockerfile = [
    'RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \\',
    '    --mount=type=ssh \\',
    '    cargo fetch',
    'RUN cargo build',
  ].join('\n');
  const secrets = [
    { id: 'ca', source: { kind: 'file' as const, path: '/ca' } },
    { id: 'token', source: { kind: 'env' as const, name: 'T' }, target: '$TOKEN' },
    { id: 'file', source: { kind: 'file' as const, path: '/f' }, target: '/run/f' },
  ];
  // The marker stands behind RUN here, on a line of its own in our Dockerfiles; both are found.
  expect(insertSecretMounts(dockerfile, secrets).split('\n')).toEqual([
    'RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \\',
    '    --mount=type=secret,id=token,env=TOKEN,required=true \\',
    '    --mount=type=secret,id=file,target=/run/f,required=true \\',
    '    --mount=type=ssh \\',
    '    cargo fetch',
    'RUN cargo build',
  ]);
});

test('everything wrong with named secrets is told at once, without a value', () => {
  const options = [
    { id: 'a b', env: 'HOME', target: '/x' },
    { id: 'b', env: 'NOT_SET', target: '/x' },
    { id: 'c', file: 'missing.txt', target: '/x' },
    { id: 'd', target: '/x' },
    { id: 'e', env: 'SET', target: 'relative' },
  ];
  const build = (): unknown => namedSecrets(options, 'core', home, { HOME: '/h', SET: 'hunter2' });
  for (const expected of [
    '"a b" has an id',
    'NOT_SET, which is not set',
    'missing.txt, which does not exist',
    '"d" needs one of',
    'target "relative"',
  ]) {
    expect(build).toThrow(expected);
  }
  expect(build).not.toThrow('hunter2');
});
