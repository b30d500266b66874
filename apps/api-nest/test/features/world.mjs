import { AfterAll, BeforeAll, setDefaultTimeout, setWorldConstructor } from '@cucumber/cucumber';
import { ADMIN_TOKEN, bundled, started } from './service.mjs';

// Making the bundle and starting a process take seconds on a busy machine.
setDefaultTimeout(60_000);

/** @type {Awaited<ReturnType<typeof bundled>>} */
let program;
/** @type {Awaited<ReturnType<typeof started>>} */
let service;
let scenarios = 0;

BeforeAll(async () => {
  program = await bundled();
  service = await started(program.file);
});
AfterAll(async () => {
  await service?.stop();
  await program?.remove();
});

/** What one scenario knows: its tenants, the keys by their names, and the last answer. */
class KeysWorld {
  number = ++scenarios;
  /** @type {Map<string, { id: string, secret: string }>} */
  keys = new Map();
  /** @type {{ status: number, headers: Headers, json: any }} */
  answer;

  /** Sends a request, and remembers its answer. */
  async ask(method, path, body, { token = ADMIN_TOKEN } = {}) {
    const response = await fetch(service.url + path, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    this.answer = {
      status: response.status,
      headers: response.headers,
      json: text === '' ? undefined : JSON.parse(text),
    };
    return this.answer;
  }

  /** A tenant that no other scenario has: starting a service for each would take most of the time. */
  tenant(name) {
    return `${name}-${this.number}`;
  }

  /** A key that a scenario issued before. */
  key(name) {
    const key = this.keys.get(name);
    if (key === undefined) {
      throw new Error(`the scenario has issued no key "${name}"`);
    }
    return key;
  }
}

setWorldConstructor(KeysWorld);
