import { checkConfig } from './config.js';

const good = {
  User: '65532:65532',
  StopSignal: 'SIGTERM',
  Entrypoint: ['/app/service'],
  Healthcheck: { Test: ['CMD', '/app/service', 'healthcheck'] },
  Env: ['PATH=/bin', 'PASSWORD_FILE=/run/secrets/p'],
};

test('an image as ours are has nothing wrong', () => {
  expect(checkConfig('a', good)).toEqual([]);
});

test.each([
  ['runs as root', { User: '' }],
  ['runs as root', { User: '0:0' }],
  ['runs as "app"', { User: 'app' }],
  ['has no health check', { Healthcheck: {} }],
  ['needs a shell', { Healthcheck: { Test: ['CMD-SHELL', 'curl x'] } }],
  ['starts nothing', { Entrypoint: null }],
  ['is started by a shell', { Entrypoint: ['/bin/sh', '-c', 'node main.js'] }],
  ['carries a value for DB_PASSWORD', { Env: ['DB_PASSWORD=hunter2'] }],
])('%s', (expected, change) => {
  const problems = checkConfig('a', { ...good, ...change });
  expect(problems).toHaveLength(1);
  expect(problems[0]?.what).toContain(expected);
  expect(JSON.stringify(problems)).not.toContain('hunter2');
});
