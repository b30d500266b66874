import { UserError } from '@slipway/kit';
import type { Endpoint } from '@slipway/compose/private';

/** From where an environment is looked at: the machine, or a container on its networks. */
export type Seat = 'host' | 'container';

/** Where a port of a service is, seen from one seat. */
export interface Address {
  readonly service: string;
  /** Inside of the container: what the service itself calls it. */
  readonly port: number;
  readonly protocol: string;
  /** What to connect to. */
  readonly host: string;
  readonly hostPort: number;
  /** Only where something is spoken that has URLs. */
  readonly url?: string;
}

/** All that a suite is told of its environment; `SLIPWAY_ENVIRONMENT_FILE` is this as JSON. */
export interface EnvironmentDescription {
  readonly version: 1;
  /** What compose calls it. */
  readonly name: string;
  readonly stack: string;
  readonly environment?: string;
  readonly project: string;
  /** All that was started, also what publishes no port. */
  readonly services: readonly string[];
  readonly addresses: readonly Address[];
  /** Name of a secret to the file that holds its value. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Where containers find what they are given. */
export const SECRETS_FOLDER = '/run/secrets';
export const ENVIRONMENT_FILE_IN_CONTAINER = '/run/slipway/environment.json';

/** Where an endpoint is, seen from a seat. */
export function addressOf({ service, port, protocol, host, hostPort, url }: Endpoint, seat: Seat): Address {
  const from = seat === 'host' ? { host, hostPort } : { host: service, hostPort: port };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//.exec(url)?.[1];
  const spoken =
    scheme === undefined || protocol !== 'tcp' ? {} : { url: `${scheme}://${from.host}:${String(from.hostPort)}` };
  return { service, port, protocol, ...from, ...spoken };
}

/**
 * The environment variables that a suite's command gets. The names are a promise, see docs/testing.md. `SERVICE` is the service's name in
 * capitals, every other character than a letter or a digit as `_`:
 *
 * - `SERVICE_HOST`
 * - `SERVICE_PORT_<n>` for each port `n` of the container, `SERVICE_PORT_<n>_UDP` where it is not TCP; `SERVICE_URL_<n>` for TCP
 * - `SERVICE_PORT` and `SERVICE_URL` besides, where the service has one TCP port
 * - `SECRET_FILE` for each secret of a service that was started: the path of a file with nothing but its value
 * - `SLIPWAY_ENVIRONMENT_FILE`: all of it, as JSON
 *
 * Of a service with several containers the first counts; the JSON has all. `DOCKER_HOST` is never set, whatever a service is called.
 */
export function environmentVariables(
  { addresses, secrets }: Pick<EnvironmentDescription, 'addresses' | 'secrets'>,
  file: string,
): Readonly<Record<string, string>> {
  const services = [...new Set(addresses.map(({ service }) => service))];
  return {
    ...Object.fromEntries(
      services.flatMap((service) =>
        serviceVariables(
          service,
          addresses.filter((address) => address.service === service),
        ),
      ),
    ),
    ...Object.fromEntries(Object.entries(secrets).map(([name, path]) => [`${variableName(name)}_FILE`, path])),
    SLIPWAY_ENVIRONMENT_FILE: file,
  };
}

function serviceVariables(service: string, all: readonly Address[]): readonly (readonly [string, string])[] {
  const name = variableName(service);
  // The first of each port; what stands behind belongs to another container.
  const ports = [
    ...new Map([...all].reverse().map((address) => [`${String(address.port)}/${address.protocol}`, address])).values(),
  ].sort((a, b) => a.port - b.port);
  const tcp = ports.filter(({ protocol }) => protocol === 'tcp');
  const [only] = tcp.length === 1 ? tcp : [];
  const host = ports[0]?.host;
  return [
    ...(host === undefined || name === 'DOCKER' ? [] : [[`${name}_HOST`, host] as const]),
    ...(only === undefined ? [] : plainVariables(name, only)),
    ...ports.flatMap((address) => numberedVariables(name, address)),
  ];
}

function plainVariables(name: string, { hostPort, url }: Address): readonly (readonly [string, string])[] {
  return [[`${name}_PORT`, String(hostPort)], ...(url === undefined ? [] : [[`${name}_URL`, url] as const])];
}

function numberedVariables(name: string, address: Address): readonly (readonly [string, string])[] {
  const { port, protocol, hostPort, url } = address;
  const suffix = protocol === 'tcp' ? '' : `_${variableName(protocol)}`;
  return [
    [`${name}_PORT_${String(port)}${suffix}`, String(hostPort)],
    ...(url === undefined ? [] : [[`${name}_URL_${String(port)}`, url] as const]),
  ];
}

/** A name of compose's as one that every shell and every language takes for a variable. */
export function variableName(name: string): string {
  const upper = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
  return /^\d/.test(upper) ? `_${upper}` : upper;
}

/** @throws UserError where two services, or two secrets, would have the same variables: one of them could not be found */
export function checkNames(services: readonly string[], secrets: readonly string[]): void {
  const problems = [
    ...twins(services).map(([a, b]) => ({
      what: `the services ${a} and ${b} would both be ${variableName(a)}_HOST to the suite`,
      fix: 'call one of them something else, or leave it out of the services that the suite needs',
    })),
    ...twins(secrets).map(([a, b]) => ({
      what: `the secrets ${a} and ${b} would both be ${variableName(a)}_FILE to the suite`,
      fix: 'call one of them something else',
    })),
  ];
  if (problems.length > 0) throw new UserError(problems);
}

function twins(names: readonly string[]): readonly (readonly [string, string])[] {
  return names.flatMap((name, index) => {
    const twin = names.slice(0, index).find((other) => variableName(other) === variableName(name));
    return twin === undefined ? [] : [[twin, name] as const];
  });
}
