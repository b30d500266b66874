import { byCodeUnit, type Place } from '@slipway/kit';
import type { Edit } from './rule.js';

/** A violation with its place and weight. */
export interface Finding {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly service?: string;
  /** The merged value that is wrong or missing, `services.api.ports[0]`; empty for what is no value. */
  readonly setting: string;
  readonly what: string;
  readonly where: Place;
  readonly fix: string;
  readonly edit?: Edit;
}

/** A finding that somebody answers for. */
export interface WaivedFinding {
  readonly finding: Finding;
  readonly reason: string;
  /** The last day, `2027-03-31`. */
  readonly until: string;
}

/** What a check of one environment came to. */
export interface PolicyReport {
  readonly environment: string;
  readonly services: number;
  readonly rules: number;
  /** By file, line and rule. */
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
}

/** The order in which a reader goes through files. */
export function byPlace(a: Finding, b: Finding): number {
  return (
    byCodeUnit(a.where.file, b.where.file) ||
    (a.where.line ?? 0) - (b.where.line ?? 0) ||
    (a.where.column ?? 0) - (b.where.column ?? 0) ||
    byCodeUnit(a.rule, b.rule) ||
    byCodeUnit(a.service ?? '', b.service ?? '')
  );
}

/** True where a run has to fail. @param strict warnings count too */
export function isFailure({ findings }: PolicyReport, { strict }: { readonly strict: boolean }): boolean {
  return findings.some(({ severity }) => strict || severity === 'error');
}
