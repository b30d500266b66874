import { bareService, example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const dropCapabilities: Rule = {
  id: 'drop-capabilities',
  title: 'Every service drops all capabilities',
  why: 'Docker leaves a container fourteen capabilities of root, among them forging packets and reading any file. A service needs none of them, or one or two that can be named.',
  severity: whereDeployed,
  check: eachService(({ service, at }) =>
    service.cap_drop.some((name) => name.toUpperCase() === 'ALL')
      ? undefined
      : {
          at: at('cap_drop'),
          what: 'it keeps the default capabilities of root',
          fix: 'write `cap_drop: [ALL]`, and name under cap_add what the program really needs',
        },
  ),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          cap_drop: [ALL]
    `),
  ],
  bad: [
    bareService,
    example(`
      services:
        api:
          image: example/api:1.4
          cap_drop: [NET_RAW] # here
    `),
  ],
};
