import { describe, expect, it } from 'vitest';
import { type Dependency, Health } from './health.js';

const up: Dependency = { name: 'core', check: () => Promise.resolve('version 1') };
const down: Dependency = {
  name: 'database',
  check: () => Promise.reject(new Error('no mongodb://u:hunter2@db', { cause: new Error('refused') })),
};
const silent: Dependency = { name: 'cache', check: () => new Promise(() => undefined) };

function health(...dependencies: Dependency[]): Health {
  return new Health({ service: 'shop', version: '1.2.3', dependencies, checkTimeoutMs: 20 });
}

describe('Health', () => {
  it('is alive whatever happened to the dependencies', () => {
    expect(health(down).liveness()).toEqual({
      status: 'ok',
      service: 'shop',
      version: '1.2.3',
      uptime_seconds: expect.any(Number) as number,
    });
  });

  it('is ready when every dependency is up', async () => {
    expect(await health(up).readiness()).toEqual({
      status: 'ready',
      dependencies: [{ name: 'core', status: 'up', detail: 'version 1', latency_ms: expect.any(Number) as number }],
    });
    expect(await health().readiness()).toEqual({ status: 'ready', dependencies: [] });
  });

  it('names what is down and why, without its password', async () => {
    expect(await health(up, down).readiness()).toMatchObject({
      status: 'not_ready',
      dependencies: [
        { name: 'core', status: 'up' },
        { name: 'database', status: 'down', detail: 'no mongodb://u:***@db: refused' },
      ],
    });
  });

  it('waits for no dependency longer than it says', async () => {
    let aborted: AbortSignal | undefined;
    const listening: Dependency = {
      name: 'core',
      check: (signal) => {
        aborted = signal;
        return new Promise(() => undefined);
      },
    };
    expect(await health(silent, listening).readiness()).toMatchObject({
      dependencies: [
        { name: 'cache', status: 'down', detail: 'no answer within 20 ms' },
        { name: 'core', status: 'down' },
      ],
    });
    expect(aborted?.aborted).toBe(true);
  });

  it('counts a check that throws at once as down', async () => {
    const broken: Dependency = {
      name: 'core',
      check: () => {
        throw new Error('bug');
      },
    };
    expect(await health(broken).readiness()).toMatchObject({ dependencies: [{ status: 'down', detail: 'bug' }] });
  });

  it('says that it drains, and asks nobody then', async () => {
    const draining = health(silent);
    draining.startDraining();
    expect(await draining.readiness()).toEqual({ status: 'draining', dependencies: [] });
  });
});
