import { bareService, example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const memoryLimit: Rule = {
  id: 'memory-limit',
  title: 'Every service has a memory limit',
  why: 'A leak in one service otherwise takes the memory of all, and the kernel ends whichever process it likes, seldom the guilty one.',
  severity: whereDeployed,
  check: eachService(({ service, at }) => {
    const limit = service.mem_limit ?? service.deploy?.resources?.limits?.memory;
    return limit !== undefined && limit !== '0'
      ? undefined
      : {
          at: service.mem_limit === undefined ? at('deploy', 'resources', 'limits', 'memory') : at('mem_limit'),
          what: 'it may take all memory of the host',
          fix: 'write `deploy: {resources: {limits: {memory: 256M}}}` (twice what it takes under load), or mem_limit',
        };
  }),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          deploy:
            resources:
              limits: { memory: 256M }
        worker:
          image: example/worker:1.4
          mem_limit: 512m
    `),
  ],
  bad: [
    bareService,
    example(`
      services:
        api:
          image: example/api:1.4
          deploy:
            resources:
              limits: # here
                cpus: "1.0"
    `),
  ],
};
