import type { Container } from '../observe/engine.js';
import type { Model } from '../merged/model.js';

/** Where a port of a service can be reached from this machine. Other tools read these. */
export interface Endpoint {
  readonly service: string;
  /** Inside of the container. */
  readonly port: number;
  readonly protocol: string;
  readonly host: string;
  readonly hostPort: number;
  readonly url: string;
}

/** What is spoken on well-known ports that are not for a browser. */
const SCHEMES: Readonly<Record<number, string>> = {
  443: 'https',
  8443: 'https',
  3306: 'mysql',
  5432: 'postgres',
  5672: 'amqp',
  6379: 'redis',
  7687: 'bolt',
  9092: 'kafka',
  27017: 'mongodb',
};

/**
 * The addresses of the running containers, in the order of the services.
 * @param engineHost where the engine is, as this machine calls it
 */
export function endpointsOf(model: Model, containers: readonly Container[], engineHost: string): readonly Endpoint[] {
  const endpoints = Object.entries(model.services).flatMap(([service, { ports }]) =>
    containers
      .filter((container) => container.service === service && !container.oneOff)
      .flatMap((container) =>
        container.ports.map(({ hostIp, hostPort, target, protocol }): Endpoint => {
          const spoken = ports.find((port) => port.target === target)?.app_protocol;
          const host = ['', '0.0.0.0', '::', '::1'].includes(hostIp) ? engineHost : hostIp;
          const scheme = spoken ?? (protocol === 'tcp' ? (SCHEMES[target] ?? 'http') : protocol);
          return { service, port: target, protocol, host, hostPort, url: `${scheme}://${host}:${String(hostPort)}` };
        }),
      ),
  );
  // An engine lists a port once for IPv4 and once for IPv6.
  return [...new Map(endpoints.map((endpoint) => [`${endpoint.service} ${endpoint.url}`, endpoint])).values()];
}

/** The host name of an engine's endpoint: this machine for a socket, the other one for ssh and TCP. */
export function hostOfEngine(endpoint: string): string {
  if (!/^(?:ssh|tcp|https?):/.test(endpoint)) return '127.0.0.1';
  const { hostname } = new URL(endpoint.replace(/^tcp:/, 'http:'));
  return hostname === 'localhost' ? '127.0.0.1' : hostname;
}
