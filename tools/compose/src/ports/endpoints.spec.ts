import { modelOf } from '../testing/model.js';
import { endpointsOf, hostOfEngine } from './endpoints.js';

const model = modelOf({ web: { ports: [{ target: 8443, app_protocol: 'https' }] }, db: { ports: [{ target: 5432 }] } });
const base = { name: 'n', imageId: 'i', state: 'running', number: 1, oneOff: false, project: 'shop' };

test('addresses are told as they are opened, once for both kinds of IP', () => {
  const containers = [
    {
      ...base,
      id: '1',
      service: 'db',
      ports: [
        { hostIp: '0.0.0.0', hostPort: 15432, target: 5432, protocol: 'tcp' },
        { hostIp: '::', hostPort: 15432, target: 5432, protocol: 'tcp' },
      ],
    },
    {
      ...base,
      id: '2',
      service: 'web',
      ports: [{ hostIp: '127.0.0.1', hostPort: 49155, target: 8443, protocol: 'tcp' }],
    },
  ];
  expect(endpointsOf(model, containers, 'build.example').map(({ url }) => url)).toEqual([
    'https://127.0.0.1:49155',
    'postgres://build.example:15432',
  ]);
});

test.each([
  ['unix:///var/run/docker.sock', '127.0.0.1'],
  ['npipe:////./pipe/docker_engine', '127.0.0.1'],
  ['ssh://me@build.example', 'build.example'],
  ['tcp://10.0.0.7:2376', '10.0.0.7'],
  ['tcp://localhost:2375', '127.0.0.1'],
])('the engine at %s is at %s', (endpoint, host) => {
  expect(hostOfEngine(endpoint)).toBe(host);
});
