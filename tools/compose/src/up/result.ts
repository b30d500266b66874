import type { Problem } from '@slipway/kit';
import type { Endpoint } from '../ports/endpoints.js';
import type { BrokenReport } from '../wait/report.js';
import type { UpPlan } from './plan.js';

/** What came of an `up`. */
export type UpResult =
  | { readonly kind: 'ready'; readonly run: RunReport }
  | { readonly kind: 'not-healthy'; readonly run: RunReport; readonly broken: BrokenReport }
  | { readonly kind: 'planned'; readonly plan: UpPlan }
  /** Nothing was started. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | { readonly kind: 'interrupted' };

/** What is told of a stack that was started. */
export interface RunReport {
  readonly project: string;
  readonly environment?: string;
  readonly services: readonly { readonly name: string; readonly state: string; readonly detail: string }[];
  readonly leftOut: readonly { readonly service: string; readonly why: string }[];
  readonly endpoints: readonly Endpoint[];
  readonly seconds: number;
}

/** For scripts: what a run ended with, as a number. */
export function exitCodeOf({ kind }: UpResult): 0 | 1 | 2 | 130 {
  switch (kind) {
    case 'ready':
    case 'planned':
      return 0;
    case 'not-healthy':
      return 1;
    case 'refused':
      return 2;
    case 'interrupted':
      return 130;
  }
}

/** For machines: a result as data. */
export function toJson(result: UpResult): unknown {
  const base = { version: 1, outcome: result.kind, exitCode: exitCodeOf(result) };
  switch (result.kind) {
    case 'ready':
      return { ...base, ...result.run };
    case 'not-healthy':
      return { ...base, ...result.run, broken: result.broken };
    case 'planned':
      return { ...base, plan: result.plan };
    case 'refused':
      return { ...base, problems: result.problems };
    case 'interrupted':
      return base;
  }
}
