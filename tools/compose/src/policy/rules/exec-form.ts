import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { commandLine, isOneShot } from '../services.js';
import { advisedWhereDeployed } from '../severity.js';

const SHELL = /(?:^|\/)(?:ba|da|a|z)?sh$/;

export const execForm: Rule = {
  id: 'exec-form',
  title: 'No shell stands between Docker and a service',
  why: '`sh -c` is sent the SIGTERM and the program behind it never hears of it: every stop takes the whole grace period and ends requests in flight by SIGKILL.',
  severity: advisedWhereDeployed,
  check: eachService((input) => {
    const { service, name, model, at } = input;
    const [program = '', ...words] = commandLine(input, service);
    const option = words.findIndex((word) => /^-[a-z]*c$/.test(word));
    const script = option === -1 ? undefined : words[option + 1];
    if (!SHELL.test(program) || script === undefined) return undefined;
    if (service.init || isOneShot(model, name) || /(?:^|[;&|\n]\s*|\s)exec\s/.test(script)) return undefined;
    return {
      at: service.command == null ? at('entrypoint') : at('command'),
      what: 'a shell is its first process, which passes no SIGTERM on',
      fix: 'write the program and its arguments as a list; where a script is needed let it end with `exec program`',
    };
  }),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          command: [/app/service, serve]
        worker:
          image: example/worker:1.4
          command: [sh, -c, "prepare && exec /app/worker"]
    `),
  ],
  bad: [
    example(`
      services:
        api:
          image: example/api:1.4
          command: sh -c "prepare && /app/service serve" # here
    `),
  ],
};
