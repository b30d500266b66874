import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { declaresHealthcheck, isOneShot } from '../services.js';
import { warnedEverywhere } from '../severity.js';

export const oneShotWait: Rule = {
  id: 'one-shot-wait',
  title: 'Somebody waits for the end of a service that ends',
  why: '`docker compose up --wait` fails for a service that ends, however well, unless another one waits for service_completed_successfully.',
  severity: warnedEverywhere,
  check: eachService(({ service, name, model, at }) =>
    // Without `restart` nothing says that a service is meant to end.
    service.restart === 'no' && !declaresHealthcheck(service) && !isOneShot(model, name)
      ? {
          at: at('restart'),
          what: 'it ends, and nothing waits for its end: `up --wait` takes that for a failure',
          fix: `let the service that needs it have \`depends_on: {${name}: {condition: service_completed_successfully}}\`, or put it behind a profile`,
        }
      : undefined,
  ),
  good: [
    example(`
      services:
        migrate:
          image: example/api:1.4
          command: [migrate]
          restart: "no"
        api:
          image: example/api:1.4
          depends_on:
            migrate: { condition: service_completed_successfully }
        seed:
          image: example/api:1.4
          command: [seed]
          restart: "no"
          profiles: [jobs]
    `),
  ],
  bad: [
    example(`
      services:
        migrate:
          image: example/api:1.4
          command: [migrate]
          restart: "no" # here
        api:
          image: example/api:1.4
          depends_on: [migrate]
    `),
  ],
};
