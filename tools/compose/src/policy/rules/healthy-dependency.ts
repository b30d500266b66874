import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { healthOf } from '../services.js';
import { everywhere } from '../severity.js';

export const healthyDependency: Rule = {
  id: 'healthy-dependency',
  title: 'Who is waited for until it is healthy has a health check',
  why: '`condition: service_healthy` on a service without a health check makes `up` fail once that service runs; `docker compose config` does not see it.',
  severity: everywhere,
  check: eachService((input) => {
    const { service, model, at } = input;
    return Object.entries(service.depends_on).flatMap(([dependency, { condition }]) => {
      const target = model.services[dependency];
      if (condition !== 'service_healthy' || target === undefined) return [];
      const health = healthOf(input, target);
      if (health === 'checked' || health === 'unknown') return [];
      return [
        {
          at: at('depends_on', dependency, 'condition'),
          what: `it waits until ${dependency} is healthy, but ${dependency} has no health check`,
          fix: `give ${dependency} a health check, or wait for service_started`,
        },
      ];
    });
  }),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          depends_on:
            cache: { condition: service_healthy }
        cache:
          image: redis:8.10
          healthcheck:
            test: [CMD, redis-cli, ping]
    `),
  ],
  bad: [
    example(`
      services:
        api:
          image: example/api:1.4
          depends_on:
            cache:
              condition: service_healthy # here
        cache:
          image: redis:8.10
    `),
  ],
};
