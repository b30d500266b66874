import { readRegistryAnswer } from './registry.js';

const GET = 'Get "https://registry.example/v2/": ';

test.each([
  [
    500,
    `${GET}dial tcp: lookup registry.example on 10.0.0.2:53: no such host`,
    'lookup registry.example on 10.0.0.2:53: no such host',
  ],
  [
    500,
    `${GET}dial tcp: lookup registry.example on 10.0.0.2:53: server misbehaving`,
    'lookup registry.example on 10.0.0.2:53: server misbehaving',
  ],
  [500, `${GET}dial tcp 127.0.0.1:443: connect: connection refused`, 'connect: connection refused'],
  [500, `${GET}dial tcp 192.0.2.1:443: i/o timeout`, 'dial tcp 192.0.2.1:443: i/o timeout'],
  [500, `${GET}proxyconnect tcp: dial tcp 10.0.0.3:3128: connect: no route to host`, 'connect: no route to host'],
  [500, `${GET}net/http: TLS handshake timeout`, 'net/http: TLS handshake timeout'],
  [
    500,
    `${GET}context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  ],
])('nobody is there: %i %s', (status, message, tail) => {
  const answer = readRegistryAnswer(status, message);
  expect(answer.kind).toBe('unreachable');
  expect(answer).toMatchObject({ reason: expect.stringContaining(tail) as string });
});

test.each([
  [200, ''],
  [401, 'unauthorized: authentication required'],
  [403, 'pull access denied, repository does not exist or may require authorization'],
  [404, 'manifest unknown'],
  [429, 'toomanyrequests: You have reached your pull rate limit'],
  [500, 'unexpected status from HEAD request to https://registry.example/v2/x/manifests/1: 503 Service Unavailable'],
  [500, `${GET}tls: failed to verify certificate: x509: certificate signed by unknown authority`],
])('an answer is an answer: %i %s', (status, message) => {
  expect(readRegistryAnswer(status, message)).toEqual({ kind: 'answers' });
});
