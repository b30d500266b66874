import type { Container } from '../observe/engine.js';
import { modelOf } from '../testing/model.js';
import { movePorts, portKey, takenPorts, wantedPorts, type PortFacts } from './plan.js';

const model = modelOf({
  api: { ports: [{ target: 80, published: '4000', host_ip: '127.0.0.1', protocol: 'tcp', mode: 'ingress' }] },
  db: {
    ports: [
      { target: 5432, published: '5432', protocol: 'tcp' },
      { target: 9000, protocol: 'tcp' },
      { target: 53, published: '53', protocol: 'udp' },
    ],
  },
});
const wanted = wantedPorts(model, ['api', 'db']);

function container(project: string | undefined, hostPort: number, hostIp = '0.0.0.0'): Container {
  return {
    id: 'i',
    name: 'other-api-1',
    imageId: 'x',
    state: 'running',
    number: 1,
    oneOff: false,
    ports: [{ hostIp, hostPort, target: 80, protocol: 'tcp' }],
    ...(project === undefined ? {} : { project }),
  };
}

const nobody: PortFacts = { project: 'shop', containers: [], listeners: [], reserved: new Map() };

test('what is published at a fixed number is wanted', () => {
  expect(wanted.map(({ service, hostPort, protocol }) => [service, hostPort, protocol])).toEqual([
    ['api', 4000, 'tcp'],
    ['db', 5432, 'tcp'],
    ['db', 53, 'udp'],
  ]);
});

test('a container of another stack takes a port, one of this stack does not', () => {
  expect(takenPorts(wanted, { ...nobody, containers: [container('other', 4000)] })).toMatchObject([
    { service: 'api', holder: { kind: 'container', name: 'other-api-1', project: 'other' } },
  ]);
  expect(takenPorts(wanted, { ...nobody, containers: [container('shop', 4000)] })).toEqual([]);
});

test('the same number at another address, or of another protocol, is another port', () => {
  expect(takenPorts(wanted, { ...nobody, containers: [container('other', 4000, '192.168.1.5')] })).toEqual([]);
  const listeners = [{ hostIp: '', hostPort: 5432, protocol: 'udp' }];
  expect(takenPorts(wanted, { ...nobody, listeners })).toEqual([]);
});

test('a program and a run under way take a port', () => {
  const listeners = [{ hostIp: '127.0.0.1', hostPort: 5432, protocol: 'tcp' }];
  expect(takenPorts(wanted, { ...nobody, listeners, reserved: new Map([[4000, 77]]) })).toMatchObject([
    { service: 'api', holder: { kind: 'run', pid: 77 } },
    { service: 'db', holder: { kind: 'process' } },
  ]);
});

test('two services of a stack can not have one port', () => {
  const twice = modelOf({
    a: { ports: [{ target: 1, published: '80' }] },
    b: { ports: [{ target: 2, published: '80' }] },
  });
  expect(takenPorts(wantedPorts(twice, ['a', 'b']), nobody)).toMatchObject([
    { service: 'b', holder: { kind: 'service', service: 'a' } },
  ]);
});

test('a taken port moves by ten thousands, past those that are taken too', () => {
  const containers = [container('other', 4000), container('third', 14000)];
  expect(movePorts(wanted, { ...nobody, containers }, new Map())).toMatchObject([
    { service: 'api', hostPort: 4000, movedTo: 24000 },
  ]);
});

test('a port that moved before stays where it went', () => {
  const containers = [container('other', 4000), container('shop', 4711)];
  const [api] = wanted;
  if (api === undefined) throw new Error('nothing wanted');
  expect(movePorts(wanted, { ...nobody, containers }, new Map([[portKey(api), 4711]]))).toMatchObject([
    { movedTo: 4711 },
  ]);
});

test('what nobody has stays', () => {
  expect(movePorts(wanted, nobody, new Map())).toEqual([]);
});
