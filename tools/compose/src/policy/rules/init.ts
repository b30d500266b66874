import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { commandLine } from '../services.js';
import { advisedWhereDeployed } from '../severity.js';

/** What starts other programs and neither passes signals on nor buries its dead. */
const LAUNCHERS = /(?:^|\/)(?:npm|npx|pnpm|yarn|poetry|pipenv|uv|make|supervisord?|concurrently|nodemon)$/;

export const init: Rule = {
  id: 'init',
  title: 'What starts other programs runs under an init',
  why: 'The first process of a container gets the signals and inherits orphans. A package manager in that place passes no SIGTERM on and leaves zombies.',
  severity: advisedWhereDeployed,
  check: eachService((input) => {
    const { service, at } = input;
    const [program = ''] = commandLine(input, service);
    if (service.init || !LAUNCHERS.test(program)) return undefined;
    return {
      at: service.entrypoint == null ? at('command') : at('entrypoint'),
      what: `${program} is the first process: it passes no signals on`,
      fix: 'start the program itself (`node dist/main.js`), or write `init: true`',
    };
  }),
  good: [
    example(`
      services:
        web:
          image: example/web:2.2
          command: [node, dist/main.js]
        worker:
          image: example/web:2.2
          command: [npm, run, worker]
          init: true
    `),
  ],
  bad: [
    example(`
      services:
        web:
          image: example/web:2.2
          command: npm start # here
    `),
  ],
};
