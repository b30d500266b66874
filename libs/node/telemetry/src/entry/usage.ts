import { describeSettings, type SettingsSchema } from '@observatory/config';

export interface About {
  readonly name: string;
  readonly version: string;
  readonly summary: string;
  readonly settings: SettingsSchema;
}

/** The text of `--help`. */
export function usage({ name, version, summary, settings }: About): string {
  return [
    `${name} ${version}: ${summary}`,
    '',
    `Usage: ${name} [serve | healthcheck | --version | --help]`,
    '',
    '  serve        run the service; also what no argument does',
    '  healthcheck  ask the service on this machine whether it is alive, and exit with 0 or 1',
    '',
    'Settings, from the environment; NAME_FILE names a file that holds the value of NAME:',
    '',
    ...describeSettings(settings).map((line) => `  ${line}`),
    '',
  ].join('\n');
}
