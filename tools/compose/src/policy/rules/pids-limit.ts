import { bareService, example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const pidsLimit: Rule = {
  id: 'pids-limit',
  title: 'Every service has a limit of processes',
  why: 'A fork bomb, or a library that starts a thread for every request, otherwise uses up the process numbers of the host, and nobody can log in to stop it.',
  severity: whereDeployed,
  check: eachService(({ service, at }) => {
    const limit = service.pids_limit ?? service.deploy?.resources?.limits?.pids ?? 0;
    if (limit > 0) return undefined;
    return {
      at: service.pids_limit === undefined ? at('deploy', 'resources', 'limits', 'pids') : at('pids_limit'),
      what: 'it may start any number of processes and threads',
      fix: 'write `deploy: {resources: {limits: {pids: 256}}}`, or pids_limit where deploy has no limits',
    };
  }),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          pids_limit: 128
    `),
  ],
  bad: [
    bareService,
    example(`
      services:
        api:
          image: example/api:1.4
          pids_limit: -1 # here
    `),
  ],
};
