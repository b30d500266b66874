import type { RunRecord, SuiteKind } from '../results/record.js';
import type { CoverageSummary } from './coverage.js';
import type { HistoryEntry } from './history.js';
import type { ImageSize, LeftOut } from './model.js';

/** A project of the workspace, and the suites that it has now. */
export interface KnownProject {
  readonly name: string;
  readonly root: string;
  readonly toolchain?: string;
  readonly suites: readonly SuiteKind[];
  /** Least share of covered lines, in percent. */
  readonly threshold?: number;
}

/** A record and where it was found, relative to the workspace root. */
export interface FoundRecord {
  readonly path: string;
  readonly record: RunRecord;
}

/** Everything a report is made of. */
export interface Observed {
  /** When the report is made. */
  readonly now: Date;
  readonly workspace: string;
  readonly projects: readonly KnownProject[];
  readonly records: readonly FoundRecord[];
  readonly unreadable: readonly LeftOut[];
  readonly history: readonly HistoryEntry[];
  readonly images: readonly ImageSize[];
  readonly coverage?: CoverageSummary;
  /** Pages of other tools beside the report, relative to it. */
  readonly pages: { readonly coverage?: string; readonly bdd?: string };
}
