import type { Endpoint } from '@slipway/compose/private';
import { addressOf, checkNames, environmentVariables, variableName } from './variables.js';

function endpoint(service: string, port: number, hostPort: number, more: Partial<Endpoint> = {}): Endpoint {
  const url = `http://127.0.0.1:${String(hostPort)}`;
  return { service, port, protocol: 'tcp', host: '127.0.0.1', hostPort, url, ...more };
}

const endpoints = [
  endpoint('timescaledb', 5432, 32770, { url: 'postgres://127.0.0.1:32770' }),
  endpoint('core', 4318, 32772),
  endpoint('core', 4005, 32771),
  endpoint('name-server', 53, 32773),
  endpoint('name-server', 53, 32774, { protocol: 'udp', url: 'udp://127.0.0.1:32774' }),
];

test('a service has a host, a port and an address for each port, and short ones where it has one', () => {
  const addresses = endpoints.map((one) => addressOf(one, 'host'));
  expect(environmentVariables({ addresses, secrets: { 'database-password': '/secrets/pw' } }, '/e.json')).toEqual({
    TIMESCALEDB_HOST: '127.0.0.1',
    TIMESCALEDB_PORT: '32770',
    TIMESCALEDB_URL: 'postgres://127.0.0.1:32770',
    TIMESCALEDB_PORT_5432: '32770',
    TIMESCALEDB_URL_5432: 'postgres://127.0.0.1:32770',
    CORE_HOST: '127.0.0.1',
    CORE_PORT_4005: '32771',
    CORE_URL_4005: 'http://127.0.0.1:32771',
    CORE_PORT_4318: '32772',
    CORE_URL_4318: 'http://127.0.0.1:32772',
    NAME_SERVER_HOST: '127.0.0.1',
    NAME_SERVER_PORT: '32773',
    NAME_SERVER_URL: 'http://127.0.0.1:32773',
    NAME_SERVER_PORT_53: '32773',
    NAME_SERVER_URL_53: 'http://127.0.0.1:32773',
    NAME_SERVER_PORT_53_UDP: '32774',
    DATABASE_PASSWORD_FILE: '/secrets/pw',
    SLIPWAY_ENVIRONMENT_FILE: '/e.json',
  });
});

test('on the networks of the environment a service has its own name and ports', () => {
  const addresses = endpoints.slice(0, 1).map((one) => addressOf(one, 'container'));
  expect(environmentVariables({ addresses, secrets: {} }, '/e.json')).toMatchObject({
    TIMESCALEDB_HOST: 'timescaledb',
    TIMESCALEDB_PORT: '5432',
    TIMESCALEDB_URL: 'postgres://timescaledb:5432',
  });
});

test('of several containers of a service the first counts', () => {
  const addresses = [endpoint('api', 80, 32001), endpoint('api', 80, 32002)].map((one) => addressOf(one, 'host'));
  expect(environmentVariables({ addresses, secrets: {} }, '/e.json')).toMatchObject({
    API_PORT: '32001',
    API_PORT_80: '32001',
  });
});

test('whatever a service is called, docker itself is not sent elsewhere', () => {
  const addresses = [addressOf(endpoint('docker', 2375, 32001), 'host')];
  const variables = environmentVariables({ addresses, secrets: {} }, '/e.json');
  expect(variables).toMatchObject({ DOCKER_PORT: '32001' });
  expect(variables).not.toHaveProperty('DOCKER_HOST');
});

test('every name is one that a shell takes', () => {
  expect(['api-go', 'a.b_c', '3scale'].map(variableName)).toEqual(['API_GO', 'A_B_C', '_3SCALE']);
});

test('names that become the same are told before anything starts', () => {
  expect(() => {
    checkNames(['api-go', 'redis', 'api_go'], ['pw', 'PW']);
  }).toThrow(
    /the services api-go and api_go would both be API_GO_HOST[\s\S]*the secrets pw and PW would both be PW_FILE/,
  );
  expect(() => {
    checkNames(['api-go', 'api'], ['api']);
  }).not.toThrow();
});
