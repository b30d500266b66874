/** The environments that rules tell apart. One of another name is held to what production is. */
export const environments = ['development', 'staging', 'production', 'test', 'debug'] as const;
export type Environment = (typeof environments)[number];

export type Severity = 'error' | 'warning' | 'off';

/** How much a rule weighs in each environment. */
export type Severities = Readonly<Record<Environment, Severity>>;

/** For what goes wrong at once, wherever it runs. */
export const everywhere: Severities = {
  development: 'error',
  staging: 'error',
  production: 'error',
  test: 'error',
  debug: 'error',
};

/** For what only matters where others can reach the stack; on a developer's machine it would be in the way. */
export const whereDeployed: Severities = {
  development: 'off',
  staging: 'error',
  production: 'error',
  test: 'off',
  debug: 'off',
};

/** For what is dangerous on any machine, and forbidden where others can reach the stack. */
export const warnedEverywhere: Severities = {
  development: 'warning',
  staging: 'error',
  production: 'error',
  test: 'warning',
  debug: 'warning',
};

/** For good habits that nothing breaks without. */
export const advisedWhereDeployed: Severities = {
  development: 'off',
  staging: 'warning',
  production: 'warning',
  test: 'off',
  debug: 'off',
};

/** The environment whose severities count. */
export function environmentOf(name: string | undefined): Environment {
  return environments.find((environment) => environment === (name ?? 'development')) ?? 'production';
}
