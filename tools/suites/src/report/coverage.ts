import { byCodeUnit, isInside } from '@slipway/kit';
import { z } from 'zod';
import type { Measure, ProjectCoverage } from './model.js';

const metric = z.object({ total: z.number().nonnegative(), covered: z.number().nonnegative() });
const summary = z.record(z.string(), z.object({ lines: metric, branches: metric }));

/** Coverage of each file, by its path from the workspace root. */
export type CoverageSummary = Readonly<Record<string, { readonly lines: Measure; readonly branches: Measure }>>;

/** What reading a summary gave. */
export type CoverageRead =
  | { readonly kind: 'files'; readonly files: CoverageSummary }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Reads a summary in the form of istanbul's json-summary; absolute paths become such from the workspace root. */
export function parseCoverage(text: string, workspaceRoot: string): CoverageRead {
  try {
    const parsed = summary.safeParse(JSON.parse(text));
    if (!parsed.success) return { kind: 'unreadable', problem: z.prettifyError(parsed.error) };
    const files = Object.entries(parsed.data)
      .filter(([path]) => path !== 'total')
      .map(([path, shares]) => [
        path.startsWith(`${workspaceRoot}/`) ? path.slice(workspaceRoot.length + 1) : path,
        shares,
      ]);
    return { kind: 'files', files: Object.fromEntries(files) as CoverageSummary };
  } catch (error) {
    return { kind: 'unreadable', problem: error instanceof Error ? error.message : String(error) };
  }
}

/** A project that files may belong to. */
export interface CoverageOwner {
  readonly name: string;
  readonly root: string;
  readonly toolchain: string;
  readonly threshold?: number;
}

/** Sums of all files, and of each project that has some; the least covered first. */
export function sumCoverage(
  files: CoverageSummary,
  owners: readonly CoverageOwner[],
): { readonly lines: Measure; readonly branches: Measure; readonly projects: ProjectCoverage[] } {
  const deepestFirst = owners.toSorted(
    (a, b) => (b.root === '.' ? 0 : b.root.length) - (a.root === '.' ? 0 : a.root.length),
  );
  const byProject = new Map<string, ProjectCoverage>();
  const all = { lines: nothing(), branches: nothing() };
  for (const [path, { lines, branches }] of Object.entries(files)) {
    add(all.lines, lines);
    add(all.branches, branches);
    const owner = deepestFirst.find(({ root }) => isInside(path, root));
    if (owner === undefined) continue;
    const sum = byProject.get(owner.name) ?? {
      project: owner.name,
      toolchain: owner.toolchain,
      lines: nothing(),
      branches: nothing(),
      ...(owner.threshold === undefined ? {} : { threshold: owner.threshold }),
    };
    add(sum.lines, lines);
    add(sum.branches, branches);
    byProject.set(owner.name, sum);
  }
  const projects = [...byProject.values()].sort(
    (a, b) => percentOf(a.lines) - percentOf(b.lines) || byCodeUnit(a.project, b.project),
  );
  return { ...all, projects };
}

/** The covered share in percent; all of nothing is covered. */
export function percentOf({ covered, total }: Measure): number {
  return total === 0 ? 100 : (covered / total) * 100;
}

function nothing(): Measure {
  return { covered: 0, total: 0 };
}

function add(sum: Measure, more: Measure): void {
  sum.covered += more.covered;
  sum.total += more.total;
}
