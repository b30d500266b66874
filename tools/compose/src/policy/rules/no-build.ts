import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const noBuild: Rule = {
  id: 'no-build',
  title: 'Nothing is built where it is deployed',
  why: 'What runs has to be the image that was tested, and a server needs neither the sources nor a compiler.',
  severity: whereDeployed,
  check: eachService(({ service, at }) =>
    service.build == null
      ? undefined
      : {
          at: at('build'),
          what: 'its image would be built on the server',
          fix: 'move `build` into the file of the development environment, and name the image that was pushed',
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
          build: . # here
    `),
  ],
};
