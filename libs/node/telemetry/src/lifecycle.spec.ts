import { EventEmitter, once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { logLines } from '../test/log-lines.js';
import { recordedTracing } from '../test/recorded-tracing.js';
import { Health } from './health/health.js';
import { addOperations } from './http/operations.js';
import { createHttpServer } from './http/server.js';
import { serveUntilStopped } from './lifecycle.js';
import { createMetrics } from './metrics.js';
import { nextSignal } from './signals.js';

async function started({ graceMs = 5_000, port = 0 } = {}) {
  const { logger, lines } = logLines();
  const about = { service: 'shop', version: '1.2.3' };
  const health = new Health({ ...about, dependencies: [] });
  const metrics = createMetrics(about);
  const app = createHttpServer({ logger, metrics, health, tracing: recordedTracing().tracing }, { bodyBytes: 100 });
  let release: (body: string) => void = () => undefined;
  app.get('/fast', () => 'fast');
  app.get('/slow', () => new Promise<string>((resolve) => (release = resolve)));
  app.get('/begun', (_request, reply) => {
    release = (end) => reply.raw.end(end);
    reply.hijack().raw.write('begun and ');
  });
  addOperations(app, health, metrics);
  const signals = new EventEmitter();
  const stopped = serveUntilStopped(
    { http: app.server, listen: () => app.listen({ host: '127.0.0.1', port }), close: () => app.close() },
    { version: '1.2.3', logger, health, graceMs, stop: nextSignal(signals), signals },
  );
  await expect.poll(() => lines.length).toBeGreaterThan(0);
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => {
    agent.destroy();
    app.server.closeAllConnections();
  });
  return {
    lines,
    health,
    stopped,
    signals,
    port: () => (app.server.address() as AddressInfo).port,
    release: (body: string) => {
      release(body);
    },
    ask: async (path: string): Promise<string> => {
      const url = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}${path}`;
      const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
      return (await response.toArray()).join('');
    },
    arrived: () => once(app.server, 'request'),
  };
}

describe('serveUntilStopped', () => {
  it.each(['SIGTERM', 'SIGINT'])('ends at once on %s when idle, also with a connection kept alive', async (signal) => {
    const { ask, signals, stopped, lines } = await started();
    expect(await ask('/fast')).toBe('fast');
    const start = performance.now();
    signals.emit(signal, signal);
    expect(await stopped).toBe(0);
    expect(performance.now() - start).toBeLessThan(500);
    expect(lines.map(({ message }) => message)).toEqual(['started', 'request', 'stopping', 'stopped']);
    expect(lines[0]).toMatchObject({ version: '1.2.3', address: expect.stringMatching(/^http:\/\/127/) as string });
    expect(lines.at(-1)).toMatchObject({ reason: signal });
  });

  it('finishes the request in flight, and drops its connection soon after', async () => {
    const { ask, arrived, release, signals, stopped, health } = await started();
    const arrival = arrived();
    const answer = ask('/slow');
    await arrival;
    signals.emit('SIGTERM', 'SIGTERM');
    await expect.poll(() => health.draining).toBe(true);
    release('finished');
    expect(await answer).toBe('finished');
    const start = performance.now();
    expect(await stopped).toBe(0);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('drops a connection whose response had begun before, as soon as that ends', async () => {
    const { ask, arrived, release, signals, stopped, health } = await started();
    const arrival = arrived();
    const answer = ask('/begun');
    await arrival;
    signals.emit('SIGTERM', 'SIGTERM');
    await expect.poll(() => health.draining).toBe(true);
    release('finished');
    expect(await answer).toBe('begun and finished');
    const start = performance.now();
    expect(await stopped).toBe(0);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('answers whoever had connected before, that it drains', async () => {
    const { ask, arrived, release, signals, stopped, health, port } = await started();
    const connection = connect(port(), '127.0.0.1');
    await once(connection, 'connect');
    const arrival = arrived();
    const answer = ask('/slow');
    await arrival;
    signals.emit('SIGTERM', 'SIGTERM');
    await expect.poll(() => health.draining).toBe(true);
    connection.write('GET /ready HTTP/1.1\r\nHost: shop\r\n\r\n');
    const response = (await connection.toArray()).join('');
    expect(response).toMatch(/^HTTP\/1\.1 503 /);
    expect(response).toContain('{"status":"draining","dependencies":[]}');
    release('finished');
    await answer;
    expect(await stopped).toBe(0);
  });

  it('takes no new connection while it drains', async () => {
    const { ask, arrived, release, signals, stopped, port } = await started();
    const arrival = arrived();
    const answer = ask('/slow');
    await arrival;
    const listening = port();
    signals.emit('SIGTERM', 'SIGTERM');
    await expect
      .poll(() =>
        fetch(`http://127.0.0.1:${String(listening)}/fast`).then(
          () => 'taken',
          () => 'refused',
        ),
      )
      .toBe('refused');
    release('finished');
    await answer;
    expect(await stopped).toBe(0);
  });

  it('gives up on a request that outlives the grace period, and says so', async () => {
    const { ask, arrived, signals, stopped, lines } = await started({ graceMs: 50 });
    const arrival = arrived();
    const answer = ask('/slow').catch(() => 'cut off');
    await arrival;
    signals.emit('SIGTERM', 'SIGTERM');
    expect(await stopped).toBe(1);
    expect(await answer).toBe('cut off');
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'stopped with requests unfinished, after the grace period of 50 ms',
      }),
    );
  });

  it('hurries on a second signal', async () => {
    const { ask, arrived, signals, stopped } = await started();
    const arrival = arrived();
    const answer = ask('/slow').catch(() => 'cut off');
    await arrival;
    signals.emit('SIGTERM', 'SIGTERM');
    await new Promise(setImmediate);
    signals.emit('SIGINT', 'SIGINT');
    expect(await stopped).toBe(1);
    expect(await answer).toBe('cut off');
  });

  it('says why it cannot listen', async () => {
    const first = await started();
    const second = await started({ port: first.port() });
    expect(await second.stopped).toBe(1);
    expect(second.lines).toMatchObject([{ level: 'error', error: expect.stringContaining('EADDRINUSE') as string }]);
    first.signals.emit('SIGTERM', 'SIGTERM');
    await first.stopped;
  });
});
