import { describe, expect, it } from 'vitest';
import { describeSettings } from './describe.js';
import { list, secret, url } from './kinds.js';
import { ConfigurationError } from './problems.js';
import type { Secret } from './secret.js';
import { serviceSettings } from './service.js';
import { readSettings } from './settings.js';

const schema = {
  ...serviceSettings({ port: 4001 }),
  coreUrl: url('CORE_URL', { default: new URL('http://127.0.0.1:4005') }),
  adminToken: secret('ADMIN_TOKEN', { minLength: 16 }),
  origins: list('ORIGINS', { default: [] }),
};

describe('readSettings', () => {
  it('gives typed values, with defaults for what is not set', () => {
    const settings = readSettings(schema, { PORT: '80', ADMIN_TOKEN: '0123456789abcdef' });
    const port: number = settings.port;
    const token: Secret = settings.adminToken;
    expect({ ...settings, adminToken: token.reveal() }).toEqual({
      host: '0.0.0.0',
      port,
      logLevel: 'info',
      shutdownGraceMs: 8_000,
      tracesEndpoint: undefined,
      coreUrl: new URL('http://127.0.0.1:4005'),
      adminToken: '0123456789abcdef',
      origins: [],
    });
    expect(port).toBe(80);
  });

  it('reports every problem at once, by name, and no secret', () => {
    const environment = { PORT: 'eighty', LOG_LEVEL: 'loud', CORE_URL: 'core', ADMIN_TOKEN: 'hunter2' };
    expect(() => readSettings(schema, environment)).toThrow(
      new ConfigurationError([
        { name: 'PORT', reason: '"eighty" is not a whole number', expected: 'a whole number from 1 to 65535' },
        { name: 'LOG_LEVEL', reason: '"loud" is none of them', expected: 'one of debug, info, warn, error' },
        { name: 'CORE_URL', reason: '"core" is not a URL', expected: 'a URL like http://host:4005' },
        {
          name: 'ADMIN_TOKEN',
          reason: 'is too short',
          expected: 'a secret of at least 16 characters, in ADMIN_TOKEN or in the file named by ADMIN_TOKEN_FILE',
        },
      ]),
    );
  });

  it('names a required setting that nobody set', () => {
    expect(() => readSettings(schema, {})).toThrow(
      /^1 setting is wrong:\n {2}ADMIN_TOKEN: is not set \(expected: a secret/,
    );
  });

  it('leaves undefined what may stay unset, and reads it where it is set', () => {
    const endpoint = (environment: Record<string, string>): URL | undefined =>
      readSettings(serviceSettings({ port: 1 }), environment).tracesEndpoint;
    expect(endpoint({})).toBeUndefined();
    expect(endpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://jaeger:4318' })?.host).toBe('jaeger:4318');
    expect(() => endpoint({ OTEL_EXPORTER_OTLP_ENDPOINT: 'jaeger:4318' })).toThrow('OTEL_EXPORTER_OTLP_ENDPOINT');
  });

  it('names the file that a wrong value came from', () => {
    expect(() => readSettings(schema, { ADMIN_TOKEN_FILE: '/dev/null' })).toThrow(
      'ADMIN_TOKEN: is too short (read from /dev/null)',
    );
  });
});

describe('describeSettings', () => {
  it('writes a line for each setting, with its default', () => {
    expect(describeSettings(schema)).toEqual([
      'HOST                         a text (default: 0.0.0.0)',
      'PORT                         a whole number from 1 to 65535 (default: 4001)',
      'LOG_LEVEL                    one of debug, info, warn, error (default: info)',
      'SHUTDOWN_GRACE_SECONDS       seconds, or a duration like 250ms, 8s or 2m, from 0s to 600s (default: 8s)',
      'OTEL_EXPORTER_OTLP_ENDPOINT  a URL like http://host:4005 (default: no traces are sent)',
      'CORE_URL                     a URL like http://host:4005 (default: http://127.0.0.1:4005/)',
      'ADMIN_TOKEN                  a secret of at least 16 characters, in ADMIN_TOKEN or in the file named by ADMIN_TOKEN_FILE (required)',
      'ORIGINS                      texts with commas between them (default: none)',
    ]);
  });
});
