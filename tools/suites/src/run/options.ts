import type { Reporting } from '@slipway/toolchains';
import type { ThresholdOption } from '../coverage/threshold.js';
import type { EnvironmentOptions } from '../environment/index.js';
import type { SuiteKind } from '../results/record.js';

/** What is run: a program, or a script of package.json by the package manager. */
export type Action =
  | { readonly kind: 'program'; readonly program: string; readonly args: readonly string[] }
  | { readonly kind: 'script'; readonly script: string; readonly packageManager: 'npm' | 'pnpm' | 'yarn' | 'bun' };

/** Options of `@slipway/suites:run` (see schema.json, which describes each). */
export interface RunOptions {
  readonly suite: SuiteKind;
  readonly toolchain: string;
  readonly action: Action;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly install?: string;
  readonly reporting?: Reporting;
  readonly args?: readonly string[];
  readonly timeout?: string;
  /** What has to run besides; for integration by default what the graph says, for others nothing. */
  readonly environment?: EnvironmentOptions | false;
  /** Of coverage: the least that has to be reached. */
  readonly threshold?: ThresholdOption;
  /** Given after `--` on the command line. */
  readonly __unparsed__?: readonly string[];
}
