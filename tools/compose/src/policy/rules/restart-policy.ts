import { bareService, example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { isOneShot } from '../services.js';
import { whereDeployed } from '../severity.js';

export const restartPolicy: Rule = {
  id: 'restart-policy',
  title: 'A service that crashes is started again',
  why: 'By default a container that ended stays ended, and so does everything after a restart of the machine.',
  severity: whereDeployed,
  check: eachService(({ service, name, model, at }) => {
    const condition = service.deploy?.restart_policy?.condition;
    const policy = condition ?? service.restart ?? 'no';
    if (policy !== 'no' && policy !== 'none') return undefined;
    if (isOneShot(model, name)) return undefined;
    return {
      at: condition === undefined ? at('restart') : at('deploy', 'restart_policy', 'condition'),
      what: 'once it has crashed it stays down',
      fix: 'write `restart: unless-stopped`',
      ...(condition === undefined && service.restart === undefined
        ? { edit: { kind: 'set', service: name, key: 'restart', value: 'unless-stopped' } as const }
        : {}),
    };
  }),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          restart: unless-stopped
          depends_on:
            migrate: { condition: service_completed_successfully }
        migrate:
          image: example/api:1.4
          command: [migrate]
    `),
  ],
  bad: [
    bareService,
    example(`
      services:
        api:
          image: example/api:1.4
          restart: "no" # here
    `),
  ],
};
