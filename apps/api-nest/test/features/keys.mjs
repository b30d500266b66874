import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { defineParameterType, Given, Then, When } from '@cucumber/cucumber';

const UNKNOWN = `obs_${'a'.repeat(43)}`;

// What a service may be shown for a key, as a function that finds the secret.
defineParameterType({
  name: 'shown',
  regexp: /a word|half of the key "[^"]*"|a secret that was never issued|the key "[^"]*"/,
  transformer: (what) => (world) => {
    const [, name] = /"([^"]*)"/.exec(what) ?? [];
    if (name === undefined) {
      return what === 'a word' ? 'password' : UNKNOWN;
    }
    const { secret } = world.key(name);
    return what.startsWith('half') ? secret.slice(0, secret.length / 2) : secret;
  },
});

function scopesOf(list) {
  return list === '' ? [] : list.split(/,\s*/);
}

async function issue(world, { name, tenant, scopes, expiresAt }) {
  const { status, json } = await world.ask('POST', '/api/keys', {
    name,
    tenant: world.tenant(tenant),
    scopes: scopesOf(scopes),
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt.toISOString() }),
  });
  assert.equal(status, 201, JSON.stringify(json));
  world.keys.set(name, json);
}

async function verify(world, secret, scope) {
  const { status, json } = await world.ask('POST', '/api/keys/verify', { secret, scope }, { token: '' });
  assert.equal(status, 200, JSON.stringify(json));
  return json;
}

Given('the key {string} of the tenant {string} for {string}', async function (name, tenant, scopes) {
  await issue(this, { name, tenant, scopes });
});

Given(
  'the key {string} of the tenant {string} for {string}, which ends in {int} seconds',
  async function (name, tenant, scopes, seconds) {
    await issue(this, { name, tenant, scopes, expiresAt: new Date(Date.now() + seconds * 1000) });
  },
);

Given('these keys', async function (table) {
  for (const key of table.hashes()) {
    await issue(this, key);
  }
});

When(
  'the administrator issues the key {string} to the tenant {string} for {string}',
  async function (name, tenant, scopes) {
    await issue(this, { name, tenant, scopes });
  },
);

When(
  'the administrator asks for the key {string} of the tenant {string} for {string}',
  async function (name, tenant, scopes) {
    await this.ask('POST', '/api/keys', { name, tenant: this.tenant(tenant), scopes: scopesOf(scopes) });
  },
);

When('the administrator lists the keys of {string}', async function (tenant) {
  const { status } = await this.ask('GET', `/api/keys?tenant=${this.tenant(tenant)}`);
  assert.equal(status, 200);
});

When('the administrator revokes the key {string}', async function (name) {
  const { status } = await this.ask('DELETE', `/api/keys/${this.key(name).id}`);
  assert.equal(status, 204);
});

When("somebody without the administrator's token tries to", async function (table) {
  this.refusals = [];
  for (const { request } of table.hashes()) {
    const [, name] = /^revoke the key "(.*)"$/.exec(request) ?? [];
    for (const token of ['', 'a-token-that-is-not-it']) {
      this.refusals.push({ request, status: (await attempt(this, request, name, token)).status });
    }
  }
});

async function attempt(world, request, name, token) {
  if (name !== undefined) {
    return await world.ask('DELETE', `/api/keys/${world.key(name).id}`, undefined, { token });
  }
  switch (request) {
    case 'issue a key':
      return await world.ask('POST', '/api/keys', { name: 'x', tenant: 'acme', scopes: ['traces:read'] }, { token });
    case 'list the keys':
      return await world.ask('GET', '/api/keys', undefined, { token });
    default:
      throw new Error(`no request is called "${request}"`);
  }
}

When('a service asks whether {shown} is good for {string}', async function (shown, scope) {
  await verify(this, shown(this), scope);
});

Then('the answer holds the secret of the key', function () {
  assert.match(this.answer.json.secret, /^obs_\S{43}$/);
});

Then('nobody else may keep a copy of the answer', function () {
  assert.equal(this.answer.headers.get('cache-control'), 'no-store');
});

Then('the list holds no secret', function () {
  const [key] = this.answer.json.keys;
  const { secret } = this.key(key.name);
  assert.ok(!('secret' in key));
  assert.ok(!JSON.stringify(this.answer.json).includes(secret));
});

Then('the list is', function (table) {
  const wanted = table.hashes().map((row) => ({ ...row, scopes: scopesOf(row.scopes) }));
  const listed = this.answer.json.keys.map(({ name, scopes, status }) => ({ name, scopes, status }));
  assert.deepEqual(listed, wanted);
});

Then('the request is refused as wrong', function () {
  assert.equal(this.answer.status, 400);
});

Then('the refusal points at {string}', function (pointer) {
  assert.deepEqual(
    this.answer.json.errors.map((error) => error.pointer),
    [pointer],
  );
});

Then('each of them is refused', function () {
  assert.ok(this.refusals.length > 0);
  assert.deepEqual(
    this.refusals,
    this.refusals.map(({ request }) => ({ request, status: 401 })),
  );
});

Then('the answer is yes', function () {
  assert.equal(this.answer.json.valid, true);
});

Then('the answer is no, because of {word}', function (reason) {
  assert.deepEqual(this.answer.json, { valid: false, reason });
});

Then('the answer names the key {string} of the tenant {string}', function (name, tenant) {
  const { valid, ...about } = this.answer.json;
  assert.equal(valid, true);
  assert.deepEqual([about.id, about.name, about.tenant], [this.key(name).id, name, this.tenant(tenant)]);
});

Then('the key {string} is good for {string}', async function (name, scope) {
  assert.equal((await verify(this, this.key(name).secret, scope)).valid, true);
});

Then('the key {string} is not good for {string}, because of {word}', async function (name, scope, reason) {
  assert.deepEqual(await verify(this, this.key(name).secret, scope), { valid: false, reason });
});

Then('before long the key {string} is no longer good, because of {word}', async function (name, reason) {
  const { secret } = this.key(name);
  const until = Date.now() + 30_000;
  while ((await verify(this, secret)).valid && Date.now() < until) {
    await pause(100);
  }
  assert.deepEqual(this.answer.json, { valid: false, reason });
});
