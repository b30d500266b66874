import type { ModelPath } from '../../model/traced.js';
import { example } from '../example.js';
import { eachService, type Rule, type ServiceViolation } from '../rule.js';
import { secretIn, secretOption } from '../secret-text.js';
import { warnedEverywhere } from '../severity.js';

function inWords(words: readonly string[] | null | undefined, at: ModelPath): readonly ServiceViolation[] {
  if (words == null) return [];
  // A script of a shell is one word to Docker and many to its reader.
  const all = words.flatMap((word) => word.split(/\s+/));
  const option = secretOption(all);
  const secret = option === undefined ? secretIn(words.join(' ')) : `a secret behind ${option}`;
  return secret === undefined
    ? []
    : [
        {
          at,
          what: `there is ${secret} in the command line`,
          fix: 'let the program read it from a file (/run/secrets/…), or set it by a configuration file',
        },
      ];
}

export const noSecretInCommand: Rule = {
  id: 'no-secret-in-command',
  title: 'No secret stands in a command line',
  why: 'Everybody on the machine sees the arguments of every process, and the engine keeps them with the container.',
  severity: warnedEverywhere,
  check: eachService(({ service, at }) => [
    ...inWords(service.command, at('command')),
    ...inWords(service.entrypoint, at('entrypoint')),
    ...inWords(service.healthcheck?.test, at('healthcheck', 'test')),
  ]),
  good: [
    example(`
      services:
        cache:
          image: redis:8.10
          command: [redis-server, /run/secrets/redis.conf]
          secrets: [redis.conf]
      secrets:
        redis.conf: { file: ./secrets/redis.conf }
    `),
  ],
  bad: [
    example(`
      services:
        cache:
          image: redis:8.10
          command: [redis-server, --requirepass, example] # here
    `),
    example(`
      services:
        database:
          image: mysql:9.4
          healthcheck:
            test: mysqladmin ping --password=example # here
    `),
  ],
};
