import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundle } from '../../bundle.mjs';

export const ADMIN_TOKEN = 'a-token-for-the-features';

/** Makes the program as the image has it, in a folder of its own; `remove` ends that folder. */
export async function bundled() {
  const folder = await mkdtemp(join(tmpdir(), 'api-nest-features-'));
  const file = join(folder, 'main.cjs');
  await bundle(file);
  return { file, remove: () => rm(folder, { recursive: true }) };
}

/** Runs the program with no key in it, and resolves as soon as it answers; `stop` ends it. */
export async function started(file) {
  const port = await freePort();
  const service = spawn(process.execPath, [file], {
    env: { ADMIN_TOKEN, PORT: port, HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(service, 'exit');
  for await (const line of createInterface(service.stdout)) {
    if (JSON.parse(line).message === 'started') {
      break;
    }
  }
  if (service.exitCode !== null) {
    throw new Error(`the service ended with ${service.exitCode} before it answered`);
  }
  service.stdout.resume();
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      service.kill();
      await ended;
    },
  };
}

// The service refuses port 0: nobody could ask it which one it got.
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return String(port);
}
