import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { everywhere } from '../severity.js';

export const fileSecrets: Rule = {
  id: 'file-secrets',
  title: 'Services with a read-only root take secrets and configs from files',
  why: 'Compose copies a secret from the environment, and a config written in place, into the container when it starts. On a read-only root that fails, at `up` and not before.',
  severity: everywhere,
  check: eachService(({ service, model, at }) => {
    if (!service.read_only) return undefined;
    const secrets = service.secrets.flatMap(({ source = '' }, index) => {
      const secret = model.secrets[source];
      return secret?.environment !== undefined && secret.file === undefined
        ? [
            {
              at: at('secrets', index),
              what: `its root is read-only and the secret ${source} comes from a variable: it will not start`,
              fix: `give the secret a file: \`${source}: {file: ./secrets/${source}}\``,
            },
          ]
        : [];
    });
    const configs = service.configs.flatMap(({ source = '' }, index) => {
      const config = model.configs[source];
      return config?.content !== undefined || config?.environment !== undefined
        ? [
            {
              at: at('configs', index),
              what: `its root is read-only and the config ${source} has no file: it will not start`,
              fix: `give the config a file: \`${source}: {file: ./config/${source}}\``,
            },
          ]
        : [];
    });
    return [...secrets, ...configs];
  }),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          read_only: true
          secrets: [api-token]
      secrets:
        api-token: { file: ./secrets/api-token }
    `),
  ],
  bad: [
    example(`
      services:
        api:
          image: example/api:1.4
          read_only: true
          secrets:
            - api-token # here
      secrets:
        api-token: { environment: API_TOKEN }
    `),
  ],
};
