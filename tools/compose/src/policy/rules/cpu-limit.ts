import { bareService, example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const cpuLimit: Rule = {
  id: 'cpu-limit',
  title: 'Every service has a CPU limit',
  why: 'One request that runs in circles otherwise slows down every other service on the machine, health checks with them.',
  severity: whereDeployed,
  check: eachService(({ service, at }) =>
    (service.cpus ?? service.deploy?.resources?.limits?.cpus ?? 0) > 0
      ? undefined
      : {
          at: service.cpus === undefined ? at('deploy', 'resources', 'limits', 'cpus') : at('cpus'),
          what: 'it may take all processors of the host',
          fix: 'write `deploy: {resources: {limits: {cpus: "1.0"}}}`, or cpus',
        },
  ),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          deploy:
            resources:
              limits: { cpus: "0.5" }
    `),
  ],
  bad: [bareService],
};
