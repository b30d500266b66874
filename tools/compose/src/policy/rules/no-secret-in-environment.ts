import { isSecretName } from '../../merged/secrets.js';
import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { secretIn } from '../secret-text.js';
import { warnedEverywhere } from '../severity.js';

/** Stores that speak S3 call the name of a user so. */
function isUserName(variable: string): boolean {
  return /(?:^|_)access_key$/i.test(variable) && !/secret|azure|account/i.test(variable);
}

export const noSecretInEnvironment: Rule = {
  id: 'no-secret-in-environment',
  title: 'No secret stands in the environment of a service',
  why: 'The environment is shown by `docker inspect`, inherited by every child process and printed by crash reports. A file under /run/secrets is none of this.',
  severity: warnedEverywhere,
  check: eachService(({ service, at }) =>
    Object.entries(service.environment).flatMap(([variable, value]) => {
      if (value === null || value === '') return [];
      const isSecret = isSecretName(variable) && !isUserName(variable);
      const secret = isSecret ? 'a secret' : secretIn(value);
      return secret === undefined
        ? []
        : [
            {
              at: at('environment', variable),
              what: `${variable} looks like ${secret} in the environment`,
              fix: `give it as a file: a secret, and \`${variable}_FILE: /run/secrets/…\` where the program reads that`,
            },
          ];
    }),
  ),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          environment:
            DATABASE_PASSWORD_FILE: /run/secrets/database-password
            DATABASE_URL: postgres://api@database:5432/api
            S3_ACCESS_KEY: api
          secrets: [database-password]
      secrets:
        database-password: { file: ./secrets/database-password }
    `),
  ],
  bad: [
    example(`
      services:
        api:
          image: example/api:1.4
          environment:
            DATABASE_PASSWORD: example # here
    `),
    example(`
      services:
        api:
          image: example/api:1.4
          environment:
            - CACHE=redis://default:example@cache:6379 # here
    `),
  ],
};
