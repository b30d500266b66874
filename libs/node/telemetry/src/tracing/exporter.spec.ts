import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { logLines } from '../../test/log-lines.js';
import { endRequest } from '../http/span.js';
import { Tracing } from './tracing.js';

/** A collector, as far as HTTP goes, and a service that sends its spans there. */
async function sendingTo(listener: RequestListener) {
  const collector = createServer(listener).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const stop = (): void => {
    collector.closeAllConnections();
    collector.close();
  };
  onTestFinished(stop);
  const { logger, lines } = logLines();
  const endpoint = new URL(`http://127.0.0.1:${String((collector.address() as AddressInfo).port)}/base/`);
  const tracing = new Tracing({ service: 'shop', version: '1.2.3', endpoint, logger });
  const send = async (): Promise<void> => {
    endRequest(tracing.request('GET /items', {}, {}), 200);
    await tracing.flush();
  };
  return { tracing, send, lines, stop };
}

describe('sending spans', () => {
  it('speaks OTLP over HTTP, in protobuf', async () => {
    const received: string[] = [];
    const { send, lines } = await sendingTo((request, response) => {
      void request.toArray().then((chunks: Buffer[]) => {
        const body = Buffer.concat(chunks).toString('latin1');
        received.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers['content-type'] ?? ''}`, body);
        response.writeHead(200).end();
      });
    });
    await send();
    expect(received[0]).toBe('POST /base/v1/traces application/x-protobuf');
    for (const text of ['service.name', 'shop', 'service.version', '1.2.3', 'GET /items', '@observatory/telemetry']) {
      expect(received[1]).toContain(text);
    }
    expect(lines).toEqual([]);
  });

  it('says once that nothing can be sent, and when it can be again', async () => {
    let status = 400;
    const { send, lines } = await sendingTo((request, response) => {
      request.resume();
      response.writeHead(status).end();
    });
    await send();
    await send();
    status = 200;
    await send();
    await send();
    expect(lines).toMatchObject([
      { level: 'warn', message: 'traces cannot be sent; this is said once', error: expect.any(String) as string },
      { level: 'info', message: 'traces are sent again', spans_lost: 2 },
    ]);
  });

  it.each([
    ['is not there', true],
    ['does not answer', false],
  ])('does not hold up the end for a collector that %s', async (_what, gone) => {
    const { tracing, lines, stop } = await sendingTo(() => undefined);
    if (gone) {
      stop();
    }
    endRequest(tracing.request('GET /items', {}, {}), 200);
    const start = performance.now();
    await tracing.stop();
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(lines.length).toBeLessThan(2);
  });
});
