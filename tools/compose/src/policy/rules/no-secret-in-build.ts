import { isSecretName } from '../../merged/secrets.js';
import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { secretIn } from '../secret-text.js';
import { warnedEverywhere } from '../severity.js';

export const noSecretInBuild: Rule = {
  id: 'no-secret-in-build',
  title: 'No secret is a build argument',
  why: 'The history of an image keeps every build argument: whoever can pull it can read them with `docker history`.',
  severity: warnedEverywhere,
  check: eachService(({ service, at }) =>
    Object.entries(service.build?.args ?? {}).flatMap(([name, value]) => {
      if (value === null || value === '') return [];
      const secret = isSecretName(name) ? 'a secret' : secretIn(value);
      return secret === undefined
        ? []
        : [
            {
              at: at('build', 'args', name),
              what: `the build argument ${name} looks like ${secret}`,
              fix: 'use `build.secrets`, and `RUN --mount=type=secret` in the Dockerfile',
            },
          ];
    }),
  ),
  good: [
    example(`
      services:
        web:
          image: example/web:2.2
          build:
            context: .
            secrets: [npm-token]
      secrets:
        npm-token: { environment: NPM_TOKEN }
    `),
  ],
  bad: [
    example(`
      services:
        web:
          image: example/web:2.2
          build:
            context: .
            args:
              NPM_TOKEN: example # here
    `),
  ],
};
