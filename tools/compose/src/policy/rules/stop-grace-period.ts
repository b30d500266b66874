import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { isOneShot, secondsOf } from '../services.js';
import { advisedWhereDeployed } from '../severity.js';

/** Docker's default, which nobody decided on. */
const SHORTEST_SECONDS = 1;

export const stopGracePeriod: Rule = {
  id: 'stop-grace-period',
  title: 'Every service says how long it may take to stop',
  why: 'After ten seconds Docker kills a process whatever it is at. That is too long for a service that is stuck and too short for a database that writes its memory to disk.',
  severity: advisedWhereDeployed,
  check: eachService(({ service, name, model, at }) => {
    const period = service.stop_grace_period;
    const seconds = period === undefined ? undefined : secondsOf(period);
    if (seconds !== undefined && seconds >= SHORTEST_SECONDS) return undefined;
    if (period === undefined && isOneShot(model, name)) return undefined;
    return {
      at: at('stop_grace_period'),
      what:
        period === undefined
          ? 'nothing says how long it may take to stop'
          : 'it is killed before it can finish its requests',
      fix: 'write `stop_grace_period: 10s`: a little more than the service needs to finish its work',
    };
  }),
  good: [
    example(`
      services:
        database:
          image: postgres:17.5
          stop_grace_period: 1m
    `),
  ],
  bad: [
    example(`
      services:
        database: # here
          image: postgres:17.5
    `),
    example(`
      services:
        database:
          image: postgres:17.5
          stop_grace_period: 0s # here
    `),
  ],
};
