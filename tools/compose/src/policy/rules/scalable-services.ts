import { replicasOf } from '../../merged/model.js';
import { example } from '../example.js';
import { publishedPorts } from '../../model/ports.js';
import { eachService, type Rule } from '../rule.js';
import { everywhere } from '../severity.js';

export const scalableServices: Rule = {
  id: 'scalable-services',
  title: 'What runs more than once has no port or name that exists once',
  why: 'The second replica cannot bind the host port of the first, nor have its name; `docker compose config` does not see it.',
  severity: everywhere,
  check: eachService(({ service, at }) => {
    const replicas = replicasOf(service);
    if (replicas < 2) return undefined;
    const ports = service.ports.flatMap(({ published }, index) => {
      const hosts = publishedPorts(published);
      return hosts.length > 0 && hosts.length < replicas
        ? [
            {
              at: at('ports', index),
              what: `${String(replicas)} replicas want the host port ${published ?? ''}`,
              fix: 'put a gateway in front and publish only that, or leave the host port out',
            },
          ]
        : [];
    });
    if (service.container_name === undefined) return ports;
    const name = {
      at: at('container_name'),
      what: `${String(replicas)} replicas want the name ${service.container_name}`,
      fix: 'take `container_name` out',
    };
    return [...ports, name];
  }),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          deploy: { replicas: 3 }
          expose: ["8080"]
    `),
  ],
  bad: [
    example(`
      services:
        api:
          image: example/api:1.4
          deploy: { replicas: 3 }
          ports:
            - "127.0.0.1:8080:8080" # here
    `),
  ],
};
