import manifest from '../package.json' with { type: 'json' };

/** What this service calls itself, in logs, metrics and on the command line. */
export const about = {
  name: 'api-fastify',
  version: manifest.version,
  summary: manifest.description,
} as const;
