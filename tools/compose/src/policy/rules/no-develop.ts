import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const noDevelop: Rule = {
  id: 'no-develop',
  title: 'No `develop` section is deployed',
  why: 'It copies sources into a running container. What was changed that way is in no image and gone after a restart.',
  severity: whereDeployed,
  check: eachService(({ service, at }) =>
    service.develop == null
      ? undefined
      : {
          at: at('develop'),
          what: 'it has a `develop` section',
          fix: 'move `develop` into the file of the development environment',
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
          develop: # here
            watch:
              - { action: sync, path: ./src, target: /app/src }
    `),
  ],
};
