import type { TargetConfiguration } from '@nx/devkit';

interface Described {
  readonly executor: string;
  readonly description: string;
  readonly example: Readonly<Record<string, unknown>>;
}

const described: Readonly<Record<string, Described>> = {
  'test-report': {
    executor: '@slipway/suites:report',
    description: 'Make one page of what the last run of every suite left: .slipway/report/index.html',
    example: { options: { failOn: 'never' } },
  },
  'coverage-report': {
    executor: '@slipway/suites:coverage-report',
    description:
      'Merge the coverage of all projects into one HTML, LCOV and Cobertura, and hold each project against its threshold',
    example: { options: { threshold: 85, projects: { api: { lines: 90, branches: 80 } } } },
  },
  'bdd-report': {
    executor: '@slipway/suites:bdd-report',
    description: 'Merge the scenarios of all projects into one page: .slipway/report/bdd/index.html',
    example: { options: { json: true } },
  },
};

/** The targets that sum up a workspace; they belong to the project at its root. `report` is a word of Nx itself. */
export function reportTargets(project: string): Record<string, TargetConfiguration> {
  return Object.fromEntries(
    Object.entries(described).map(([name, { executor, description, example }]) => [
      name,
      {
        executor,
        // What it tells is how things stood when it ran.
        cache: false,
        options: {},
        metadata: {
          description,
          technologies: ['slipway'],
          help: { command: `npx nx ${name} ${project}`, example: { ...example } },
        },
      },
    ]),
  );
}
