import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { secret, serviceSettings } from '@observatory/config';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from './entry.js';

const settings = { ...serviceSettings({ port: 4001 }), adminToken: secret('ADMIN_TOKEN', { minLength: 16 }) };

async function outcome(args: string[], environment: Record<string, string> = {}) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const served: unknown[] = [];
  const signals = new EventEmitter();
  const code = await run(
    {
      name: 'shop',
      version: '1.2.3',
      summary: 'Sells things.',
      settings,
      serve: async (given, stop) => {
        served.push(given);
        signals.emit('SIGTERM', 'SIGTERM');
        expect(await stop).toBe('SIGTERM');
        return 7;
      },
    },
    {
      args,
      environment,
      print: (text) => printed.push(text),
      complain: (text) => complaints.push(text),
      signals,
    },
  );
  return { code, served, printed: printed.join(''), complaints: complaints.join('') };
}

describe('the command line of a service', () => {
  it.each([[[]], [['serve']]])('serves with %j and exits as serving did', async (args) => {
    const { code, served } = await outcome(args, { PORT: '80', ADMIN_TOKEN: '0123456789abcdef' });
    expect(served).toMatchObject([{ port: 80, host: '0.0.0.0' }]);
    expect(code).toBe(7);
  });

  it('does not start with settings that are wrong: all problems, and 78', async () => {
    const { code, served, complaints } = await outcome([], { PORT: 'x', LOG_LEVEL: 'y' });
    expect(code).toBe(78);
    expect(served).toEqual([]);
    expect(complaints).toBe(
      [
        'shop cannot start. 3 settings are wrong:',
        '  PORT: "x" is not a whole number (expected: a whole number from 1 to 65535)',
        '  LOG_LEVEL: "y" is none of them (expected: one of debug, info, warn, error)',
        '  ADMIN_TOKEN: is not set (expected: a secret of at least 16 characters, in ADMIN_TOKEN or in the file named by ADMIN_TOKEN_FILE)',
        'See shop --help.',
        '',
      ].join('\n'),
    );
  });

  it.each([['--version'], ['-V']])('%s', async (argument) => {
    expect(await outcome([argument])).toMatchObject({ code: 0, printed: 'shop 1.2.3\n', served: [] });
  });

  it.each([['--help'], ['-h']])('%s names commands and settings', async (argument) => {
    const { code, printed } = await outcome([argument]);
    expect(code).toBe(0);
    expect(printed).toMatch(/^shop 1\.2\.3: Sells things\.\n\nUsage: shop \[serve \| healthcheck/);
    expect(printed).toMatch(/\n {2}PORT .*default: 4001/);
    expect(printed).toMatch(/\n {2}ADMIN_TOKEN .*required/);
  });

  it.each([
    [['start'], 'start'],
    [['serve', 'now'], 'now'],
  ])('does not know %j', async (args, argument) => {
    const { code, complaints, served } = await outcome(args);
    expect(code).toBe(64);
    expect(complaints).toContain(`shop: unknown argument "${argument}"\n\nshop 1.2.3`);
    expect(served).toEqual([]);
  });

  it('asks the port that is set whether the service is alive, needing no other setting', async () => {
    const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const PORT = String((server.address() as AddressInfo).port);
    expect(await outcome(['healthcheck'], { PORT })).toEqual({ code: 0, served: [], printed: '', complaints: '' });
  });

  it('says in one line why the service is not healthy', async () => {
    const { code, complaints } = await outcome(['healthcheck'], { PORT: '1' });
    expect(code).toBe(1);
    expect(complaints).toMatch(/^shop is not healthy: http:\/\/127\.0\.0\.1:1\/health: .*ECONNREFUSED.*\n$/);
  });

  it('lets a bug be a bug', async () => {
    const broken = { name: 'shop', version: '1', summary: '', settings, serve: () => Promise.reject(new Error('bug')) };
    const nowhere = { print: () => undefined, complain: () => undefined, signals: new EventEmitter() };
    await expect(
      run(broken, { args: [], environment: { ADMIN_TOKEN: '0123456789abcdef' }, ...nowhere }),
    ).rejects.toThrow('bug');
  });
});
