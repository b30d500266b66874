import { example } from '../example.js';
import { isDatabase } from '../known-images.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const noDatabasePorts: Rule = {
  id: 'no-database-ports',
  title: 'No store publishes a port',
  why: 'A database is for the services beside it. Every open database of the world is found by a scan within hours, and a password is all that is left then.',
  severity: whereDeployed,
  check: eachService(({ service, at }) =>
    isDatabase(service.image)
      ? service.ports.map((port, index) => ({
          at: at('ports', index),
          what: `a store of data publishes the port ${String(port.published ?? port.target ?? '')}`,
          fix: 'take the port out; services reach the store by its name, people by `npx nx shell`',
        }))
      : undefined,
  ),
  good: [
    example(`
      services:
        database:
          image: postgres:17.5
          networks: [data]
      networks:
        data: { internal: true }
    `),
  ],
  bad: [
    example(`
      services:
        database:
          image: postgres:17.5
          ports:
            - "127.0.0.1:5432:5432" # here
    `),
  ],
};
