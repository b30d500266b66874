import { bareService, example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const logRotation: Rule = {
  id: 'log-rotation',
  title: 'Logs on disk are rotated',
  why: 'The default driver keeps every line for ever. A full disk stops databases first.',
  severity: whereDeployed,
  check: eachService(({ service, name, at }) => {
    const { driver = 'json-file', options = {} } = service.logging ?? {};
    // Other drivers send logs away or rotate by themselves.
    if (driver !== 'json-file' || (options['max-size'] != null && options['max-size'] !== '-1')) return undefined;
    return {
      at: at('logging', 'options', 'max-size'),
      what: 'its log grows until the disk is full',
      fix: 'write `logging: {driver: json-file, options: {max-size: 10m, max-file: "3"}}`, or take the driver `local`',
      ...(service.logging == null
        ? {
            edit: {
              kind: 'set',
              service: name,
              key: 'logging',
              value: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
            } as const,
          }
        : {}),
    };
  }),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          logging:
            driver: json-file
            options: { max-size: 10m, max-file: "3" }
    `),
  ],
  bad: [
    bareService,
    example(`
      services:
        api:
          image: example/api:1.4
          logging:
            driver: json-file
            options: # here
              max-file: "3"
    `),
  ],
};
