import type { TargetConfiguration } from '@nx/devkit';

/** What can be done with a stack. `migrate` and `run` are words of Nx itself. */
export const stackTargets = ['up', 'down', 'logs', 'ps', 'shell', 'check', 'config', 'seed', 'db-migrate'] as const;
export type StackTarget = (typeof stackTargets)[number];

interface Described {
  readonly executor: string;
  readonly description: string;
  readonly command: (project: string) => string;
  readonly example: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
}

const described: Readonly<Record<StackTarget, Described>> = {
  up: {
    executor: '@slipway/compose:up',
    description:
      'Check everything, get the images, start the services, and wait until they are well or say which is not',
    command: (project) => `npx nx up ${project} --dry-run`,
    example: { options: { services: ['api'], profile: ['full'], timeout: '3m' } },
  },
  down: {
    executor: '@slipway/compose:down',
    description: 'Stop and remove the containers and networks of the stack; data stays unless --volumes is given',
    command: (project) => `npx nx down ${project}`,
    example: { options: { volumes: true } },
  },
  logs: {
    executor: '@slipway/compose:logs',
    description: 'Show what services wrote, secrets taken out',
    command: (project) => `npx nx logs ${project} --services=api --follow`,
    example: { options: { since: '10m', tail: 100 } },
  },
  ps: {
    executor: '@slipway/compose:ps',
    description: 'Show each service: state, health, what it waits for, restarts, ports, CPU and memory',
    command: (project) => `npx nx ps ${project} --watch`,
    example: { options: { json: true } },
  },
  shell: {
    executor: '@slipway/compose:shell',
    description: 'Open a shell in a service; beside it where its image has none',
    command: (project) => `npx nx shell ${project} --service=api`,
    example: { options: { service: 'api', command: ['env'] } },
  },
  check: {
    executor: '@slipway/compose:check',
    description: 'Hold the merged configuration against the policy of its environment; starts nothing',
    command: (project) => `npx nx check ${project} -c production`,
    example: { options: { fix: true } },
  },
  config: {
    executor: '@slipway/compose:config',
    description: 'Print the merged configuration, secrets taken out',
    command: (project) => `npx nx config ${project} -c production`,
    example: { options: { json: true } },
  },
  seed: {
    executor: '@slipway/compose:job',
    description: 'Run what services name in their label dev.slipway.seed',
    command: (project) => `npx nx seed ${project}`,
    example: { options: { services: ['api'] } },
    options: { job: 'seed' },
  },
  'db-migrate': {
    executor: '@slipway/compose:job',
    description: 'Run what services name in their label dev.slipway.migrate',
    command: (project) => `npx nx db-migrate ${project}`,
    example: { options: { services: ['api'] } },
    options: { job: 'migrate' },
  },
};

/** The targets of a stack, with a configuration for each of its environments. */
export function targetsOf(
  project: string,
  environments: readonly string[],
  byDefault: string | undefined,
): Record<string, TargetConfiguration> {
  const configurations = Object.fromEntries(environments.map((environment) => [environment, { environment }]));
  return Object.fromEntries(
    stackTargets.map((name) => {
      const { executor, description, command, example, options } = described[name];
      const target: TargetConfiguration = {
        executor,
        // Only a look at the engine tells what runs.
        cache: false,
        options: { ...options },
        ...(environments.length === 0 ? {} : { configurations }),
        ...(byDefault === undefined ? {} : { defaultConfiguration: byDefault }),
        metadata: {
          description,
          technologies: ['compose'],
          help: { command: command(project), example: { ...example } },
        },
      };
      return [name, target];
    }),
  );
}
