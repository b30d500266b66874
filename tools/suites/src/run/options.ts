import type { Reporting } from '@slipway/toolchains';
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
  /** Given after `--` on the command line. */
  readonly __unparsed__?: readonly string[];
}
