import { bareService, example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const readOnlyRoot: Rule = {
  id: 'read-only-root',
  title: 'The root file system is read-only',
  why: 'Who breaks into a service wants to leave a program behind. On a read-only root only volumes and tmpfs can be written, and all else is as it was after a restart.',
  severity: whereDeployed,
  check: eachService(({ service, at }) =>
    service.read_only
      ? undefined
      : {
          at: at('read_only'),
          what: 'the root file system can be written',
          fix: 'write `read_only: true`, with a tmpfs for what the program writes for a moment (`tmpfs: [/tmp]`) and a volume for what it keeps',
        },
  ),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          read_only: true
          tmpfs: [/tmp]
    `),
  ],
  bad: [
    bareService,
    example(`
      services:
        api:
          image: example/api:1.4
          read_only: false # here
    `),
  ],
};
