import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { healthOf, isOneShot, isProbed } from '../services.js';
import { warnedEverywhere } from '../severity.js';

export const healthcheck: Rule = {
  id: 'healthcheck',
  title: 'Every service that keeps running has a health check',
  why: 'Without one, `up --wait` calls a service well that crashes a second later, and nothing can wait for it. The test is in compose, in the image, or in a service beside it that asks it by its name.',
  severity: warnedEverywhere,
  check: eachService((input) => {
    const { service, name, model, at } = input;
    const health = healthOf(input, service);
    if (health === 'checked' || health === 'unknown' || isOneShot(model, name)) return undefined;
    if (isProbed(model, name)) return undefined;
    return {
      at: at('healthcheck'),
      what: health === 'disabled' ? 'its health check is switched off' : 'nothing asks whether it is well',
      fix: 'write `healthcheck: {test: [CMD, program, argument]}` with interval, timeout and start_interval, or HEALTHCHECK in the Dockerfile',
    };
  }),
  good: [
    example(`
      services:
        cache:
          image: redis:8.10
          healthcheck:
            test: [CMD, redis-cli, ping]
            interval: 10s
            start_interval: 500ms
    `),
    example(
      `
      services:
        api:
          image: example/api:1.4
    `,
      {
        facts: {
          images: {
            'example/api:1.4': { healthcheck: ['CMD', '/app/service', 'healthcheck'], entrypoint: [], command: [] },
          },
        },
      },
    ),
    example(`
      services:
        collector:
          image: otel/opentelemetry-collector:0.159.0
          healthcheck: { disable: true }
        collector-probe:
          image: busybox:1.37
          command: [sleep, infinity]
          healthcheck:
            test: [CMD, wget, -q, --spider, "http://collector:13133"]
    `),
  ],
  bad: [
    example(`
      services:
        cache: # here
          image: redis:8.10
    `),
    example(`
      services:
        cache:
          image: redis:8.10
          healthcheck: # here
            disable: true
    `),
  ],
};
