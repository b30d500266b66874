import { example } from '../example.js';
import { isDatabase } from '../known-images.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const internalDatabases: Rule = {
  id: 'internal-databases',
  title: 'Stores are on internal networks only',
  why: 'From an internal network nothing leads out: whoever breaks into a store can not send its contents away, and nothing reaches it by accident.',
  severity: whereDeployed,
  check: eachService(({ service, model, at }) => {
    if (!isDatabase(service.image) || service.network_mode !== undefined) return undefined;
    const open = Object.keys(service.networks).filter((name) => model.networks[name]?.internal !== true);
    return open.map((name) => ({
      at: at('networks', name),
      what: `a store of data is on the network ${name}, which leads to the outside`,
      fix: `give it a network of its own with \`internal: true\`, and put the services that use it there too`,
    }));
  }),
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
          networks:
            - data # here
      networks:
        data:
    `),
    example(`
      services:
        database: # here
          image: postgres:17.5
    `),
  ],
};
