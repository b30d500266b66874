import { example } from '../example.js';
import { isGateway } from '../known-images.js';
import { eachService, type Rule, type ServiceInput } from '../rule.js';
import { isLoopback } from '../services.js';
import { everywhere } from '../severity.js';

/** Where others are meant to come in, they come in through the gateway. */
function isFrontDoor({ name, service, environment }: ServiceInput): boolean {
  if (environment !== 'production' && environment !== 'staging') return false;
  return isGateway(name, service.image) || service.labels['dev.slipway.public'] === 'true';
}

/** The short form with the loopback address in front; the long form is left to its author. */
function bindToLoopback(text: string): string | undefined {
  return /^\d+(?:-\d+)?:\d+/.test(text) ? `127.0.0.1:${text}` : undefined;
}

export const loopbackPorts: Rule = {
  id: 'loopback-ports',
  title: 'Ports are published on the loopback address, except those of the gateway',
  why: 'Docker publishes on all addresses and around the host\'s firewall: the whole network reaches what was meant for one developer. In production and staging a gateway may be reached (known by its image, by its name, or by the label `dev.slipway.public: "true"`).',
  severity: { ...everywhere, development: 'warning', debug: 'warning', test: 'warning' },
  check: eachService((input) => {
    const { service, at } = input;
    if (isFrontDoor(input)) return undefined;
    return service.ports.flatMap((port, index) =>
      isLoopback(port.host_ip)
        ? []
        : [
            {
              at: at('ports', index),
              what: `the port ${String(port.published ?? port.target ?? '')} is open to the whole network`,
              fix: `write "127.0.0.1:${port.published ?? ''}:${String(port.target ?? '')}", or let the gateway lead to it`,
              edit: { kind: 'replace', path: at('ports', index), change: bindToLoopback } as const,
            },
          ],
    );
  }),
  good: [
    example(`
      services:
        gateway:
          image: nginx:1.30.4
          ports: ["443:8443"]
        metrics:
          image: prom/prometheus:v3.14.0
          ports: ["127.0.0.1:9090:9090"]
    `),
  ],
  bad: [
    example(`
      services:
        metrics:
          image: prom/prometheus:v3.14.0
          ports:
            - "9090:9090" # here
    `),
    example(
      `
      services:
        gateway:
          image: nginx:1.30.4
          ports:
            - "4000:8080" # here
    `,
      { environment: 'development' },
    ),
  ],
};
