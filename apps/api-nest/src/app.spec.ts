import { describe, expect, it } from 'vitest';
import { ADMIN, runningApp } from '../test/running-app.js';
import { InMemoryKeyRepository } from './keys/in-memory-key-repository.js';
import { KeyStoreAwayError } from './keys/key-repository.js';

const wanted = { name: 'checkout', tenant: 'acme', scopes: ['traces:read'] };

interface Issued {
  readonly id: string;
  readonly secret: string;
}

describe('the API', () => {
  it('issues a key, lists it without its secret, verifies and revokes it', async () => {
    const { ask } = await runningApp();
    const issued = await ask('POST', '/api/keys', { ...wanted, expires_at: '2031-01-01T01:00:00+01:00' });
    expect(issued.status).toBe(201);
    expect(issued.headers.get('cache-control')).toBe('no-store');
    const { id, secret } = issued.json as Issued;
    const view = {
      id,
      ...wanted,
      hint: `${secret.slice(0, 8)}…`,
      status: 'active',
      created_at: '2030-01-01T00:00:00.000Z',
      expires_at: '2031-01-01T00:00:00.000Z',
      revoked_at: null,
    };
    expect(issued.json).toEqual({ ...view, secret });

    const listed = await ask('GET', '/api/keys?tenant=acme');
    expect(listed.json).toEqual({ keys: [view] });
    expect((await ask('GET', '/api/keys?tenant=other')).json).toEqual({ keys: [] });

    const verified = await ask('POST', '/api/keys/verify', { secret, scope: 'traces:read' }, { authorization: '' });
    expect(verified.status).toBe(200);
    expect(verified.json).toEqual({ valid: true, id, ...wanted, expires_at: view.expires_at });

    const revoked = await ask('DELETE', `/api/keys/${id}`);
    expect(revoked.status).toBe(204);
    expect(revoked.text).toBe('');
    expect((await ask('POST', '/api/keys/verify', { secret })).json).toEqual({ valid: false, reason: 'revoked' });
    expect((await ask('GET', '/api/keys')).json).toMatchObject({ keys: [{ status: 'revoked' }] });
  });

  it.each([
    ['POST', '/api/keys'],
    ['GET', '/api/keys'],
    ['DELETE', '/api/keys/7'],
  ])('lets only the administrator %s %s', async (method, path) => {
    const { ask } = await runningApp();
    for (const authorization of [
      '',
      'Bearer',
      `Bearer ${ADMIN}x`,
      `Bearer ${ADMIN.slice(1)}`,
      `Basic ${ADMIN}`,
      ADMIN,
    ]) {
      const refused = await ask(method, path, method === 'POST' ? wanted : undefined, { authorization });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
      expect(refused.json).toMatchObject({ title: 'Unauthorized', status: 401 });
    }
  });

  it('names every place in a request that is wrong', async () => {
    const { ask } = await runningApp();
    const body = { name: ' ', tenant: 'A C', scopes: ['all'], expires_at: 'tomorrow', admin: true };
    const refused = await ask('POST', '/api/keys', body, { 'x-request-id': 'r-1' });
    expect(refused.status).toBe(400);
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.json).toMatchObject({ type: 'about:blank', title: 'Bad Request', status: 400, request_id: 'r-1' });
    const { errors } = refused.json as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['', '/expires_at', '/name', '/scopes/0', '/tenant']);
  });

  it.each([
    ['no body', 'POST', '/api/keys', undefined, 400],
    ['no JSON', 'POST', '/api/keys', '{"name', 400],
    ['a body that is too large', 'POST', '/api/keys', { ...wanted, name: 'x'.repeat(70_000) }, 413],
    ['a scope twice', 'POST', '/api/keys', { ...wanted, scopes: ['a:b', 'a:b'] }, 400],
    ['an end in the past', 'POST', '/api/keys', { ...wanted, expires_at: '2029-01-01T00:00:00Z' }, 400],
    ['an unknown filter', 'GET', '/api/keys?tennant=acme', undefined, 400],
    ['an unknown key', 'DELETE', '/api/keys/7', undefined, 404],
    ['an unknown route', 'GET', '/api/key?token=hunter2', undefined, 404],
    ['an unknown method', 'PUT', '/api/keys', wanted, 404],
  ])('answers %s with a problem', async (_what, method, path, body, status) => {
    const { ask } = await runningApp();
    const refused = await ask(method, path, body, { 'x-request-id': 'r-1' });
    expect(refused.json).toMatchObject({ type: 'about:blank', status, request_id: 'r-1' });
    expect(refused.status).toBe(status);
    expect(refused.text).not.toContain('hunter2');
  });
});

describe('what operators see', () => {
  it('is alive', async () => {
    const { ask } = await runningApp();
    expect((await ask('GET', '/health')).json).toMatchObject({ status: 'ok', service: 'api-nest', version: '1.2.3' });
  });

  it('is ready, and names its store', async () => {
    const { ask } = await runningApp();
    expect(await ask('GET', '/ready')).toMatchObject({
      status: 200,
      json: {
        status: 'ready',
        dependencies: [{ name: 'key-store', status: 'up', detail: 'memory of this process, keys: 0' }],
      },
    });
  });

  it('is not ready when the store is gone, nor while it drains', async () => {
    const repository = new InMemoryKeyRepository();
    repository.check = () => Promise.reject(new Error('lost'));
    const { ask, health } = await runningApp(repository);
    expect(await ask('GET', '/ready')).toMatchObject({
      status: 503,
      json: { status: 'not_ready', dependencies: [{ status: 'down', detail: 'lost' }] },
    });
    health.startDraining();
    expect(await ask('GET', '/ready')).toMatchObject({ status: 503, json: { status: 'draining' } });
  });

  it('counts requests by the pattern of their route', async () => {
    const { ask } = await runningApp();
    await ask('DELETE', '/api/keys/7');
    await ask('GET', '/nowhere');
    const { text } = await ask('GET', '/metrics');
    expect(text).toContain('http_requests_total{method="DELETE",route="/api/keys/:id",status="404"} 1');
    expect(text).toContain('http_requests_total{method="GET",route="unmatched",status="404"} 1');
    expect(text).toContain('service_info{service="api-nest",version="1.2.3"} 1');
  });

  it('logs what happened to whom, under the id of the request', async () => {
    const { ask, lines } = await runningApp();
    const { json } = await ask('POST', '/api/keys', wanted, { 'x-request-id': 'r-7' });
    const { id, secret } = json as Issued;
    expect(lines).toMatchObject([
      { message: 'key issued', key_id: id, tenant: 'acme', request_id: 'r-7', service: 'api-nest' },
      { message: 'request', method: 'POST', route: '/api/keys', status: 201, request_id: 'r-7' },
    ]);
    expect(JSON.stringify(lines)).not.toContain(secret);
  });

  it('says that its store is away, and not why', async () => {
    const repository = new InMemoryKeyRepository();
    repository.list = () => Promise.reject(new KeyStoreAwayError({ cause: new Error('connect ECONNREFUSED') }));
    const { ask, lines } = await runningApp(repository);
    const failed = await ask('GET', '/api/keys');
    expect(failed).toMatchObject({
      status: 503,
      json: { title: 'Service Unavailable', detail: 'The keys cannot be reached now. Try again later.' },
    });
    expect(lines[0]).toMatchObject({ error: 'the key store cannot be reached: connect ECONNREFUSED', status: 503 });
  });

  it('lets no secret into its log, not even out of an error', async () => {
    const repository = new InMemoryKeyRepository();
    repository.findByHash = () => Promise.reject(new Error('cannot reach mongodb://root:hunter2@keys:27017'));
    const { ask, lines } = await runningApp(repository);
    const failed = await ask('POST', '/api/keys/verify', { secret: `obs_${'a'.repeat(43)}` });
    expect(failed.json).toMatchObject({ title: 'Internal Server Error', status: 500 });
    expect(failed.text).not.toContain('mongodb');
    expect(lines[0]).toMatchObject({ level: 'error', error: 'cannot reach mongodb://root:***@keys:27017' });
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });
});
