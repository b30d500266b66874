import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { probe } from './probe.js';

describe('probe', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function answering(status: number | undefined): Promise<number> {
    server = createServer((request, response) => {
      if (status !== undefined) {
        response.writeHead(request.url === '/health' ? status : 404).end();
      }
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  it('finds a service that answers alive', async () => {
    expect(await probe(await answering(200))).toEqual({ alive: true });
  });

  it('says what a service answered instead', async () => {
    const port = await answering(500);
    expect(await probe(port)).toEqual({ alive: false, reason: `http://127.0.0.1:${String(port)}/health answered 500` });
  });

  it('gives up on a service that does not answer', async () => {
    const port = await answering(undefined);
    expect(await probe(port, 30)).toMatchObject({
      alive: false,
      reason: expect.stringContaining('within 30 ms') as string,
    });
  });

  it('says that nobody listens', async () => {
    const port = await answering(200);
    server?.close();
    expect(await probe(port)).toMatchObject({
      alive: false,
      reason: expect.stringContaining('ECONNREFUSED') as string,
    });
  });
});
