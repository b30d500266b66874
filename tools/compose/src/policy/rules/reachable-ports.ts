import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { warnedEverywhere } from '../severity.js';

export const reachablePorts: Rule = {
  id: 'reachable-ports',
  title: 'What publishes a port is on a network that leads outside',
  why: 'A port of a container that is on internal networks only is bound and never answers; `docker compose config` does not see it.',
  severity: warnedEverywhere,
  check: eachService(({ service, model, at }) => {
    const networks = Object.keys(service.networks);
    if (service.ports.length === 0 || networks.length === 0) return undefined;
    if (networks.some((name) => model.networks[name]?.internal !== true)) return undefined;
    return {
      at: at('ports'),
      what: `it publishes a port, but ${networks.join(' and ')} ${networks.length === 1 ? 'is' : 'are'} internal: nobody will reach it`,
      fix: 'put the service on a further network that is not internal, or take the port out',
    };
  }),
  good: [
    example(`
      services:
        gateway:
          image: nginx:1.30.4
          ports: ["443:8443"]
          networks: [frontend, data]
      networks:
        frontend:
        data: { internal: true }
    `),
  ],
  bad: [
    example(`
      services:
        metrics:
          image: prom/prometheus:v3.14.0
          networks: [data]
          ports: # here
            - "127.0.0.1:9090:9090"
      networks:
        data: { internal: true }
    `),
  ],
};
