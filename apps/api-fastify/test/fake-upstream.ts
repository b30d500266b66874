import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** What a fake service answers: a body as JSON, a status, or nothing at all. */
export type Answer = object | number | 'nothing';

/** Another service, as far as a test needs it: `answers` by path, a 404 for the rest. */
export async function fakeUpstream(answers: Record<string, Answer>) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers });
    const answer = answers[new URL(request.url ?? '/', 'http://fake').pathname] ?? 404;
    if (typeof answer === 'number') {
      response.writeHead(answer).end('{}');
    } else if (typeof answer === 'object') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(stop);
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${String(port)}`), answers, asked, stop };
}
