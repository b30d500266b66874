import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { warnedEverywhere } from '../severity.js';

export const noContainerName: Rule = {
  id: 'no-container-name',
  title: 'Compose names the containers',
  why: 'A fixed name exists once on a machine: no second checkout, no test environment beside it and no second replica can start.',
  severity: { ...warnedEverywhere, staging: 'warning', production: 'warning' },
  check: eachService(({ service, at }) =>
    service.container_name === undefined
      ? undefined
      : {
          at: at('container_name'),
          what: `only one container can be called ${service.container_name}`,
          fix: 'take `container_name` out; other services reach it by the name of the service',
        },
  ),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
    `),
  ],
  bad: [
    example(`
      services:
        api:
          image: example/api:1.4
          container_name: api # here
    `),
  ],
};
