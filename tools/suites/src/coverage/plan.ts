import { byCodeUnit, isInside } from '@slipway/kit';
import { mergeHits, type FileHits } from './hits.js';
import { parseLcov } from './lcov.js';
import type { ProjectVerdict } from './show.js';
import { judge, type Threshold, type Verdict } from './threshold.js';

/** A project that a file may belong to. */
export interface CoveredProject {
  readonly name: string;
  readonly root: string;
  readonly threshold: Threshold;
}

/** What one run of one suite covered. */
export interface CoveredRun {
  readonly project: string;
  readonly suite: string;
  readonly lcov: string;
}

/** The coverage of a workspace. */
export interface CoveragePlan {
  readonly files: readonly FileHits[];
  /** Projects that runs were measured of, sorted. */
  readonly projects: readonly ProjectVerdict[];
  /** Over all files; asks for nothing. */
  readonly all: Verdict;
  readonly problems: readonly string[];
}

/**
 * Adds up all runs, whoever's: a library is covered by the tests of those that use it, too. A file counts for the project that it lies in,
 * the deepest where several fit.
 * @param exists whether a source is still there: a page can't show one that is gone
 */
export function planCoverage(
  runs: readonly CoveredRun[],
  projects: readonly CoveredProject[],
  changed: ReadonlySet<string>,
  exists: (path: string) => boolean,
): CoveragePlan {
  const readings = runs.map(({ lcov, project, suite }) => ({ ...parseLcov(lcov), project, suite }));
  const merged = mergeHits(readings.map(({ files }) => files));
  const gone = merged.filter(({ path }) => !exists(path)).map(({ path }) => path);
  const files = merged.filter(({ path }) => !gone.includes(path));
  const deepestFirst = [...projects].sort((a, b) => depth(b.root) - depth(a.root));
  const owners = new Map(files.map((file) => [file, deepestFirst.find(({ root }) => isInside(file.path, root))]));
  const measured = new Set(runs.map(({ project }) => project));
  return {
    files,
    projects: projects
      .filter(({ name }) => measured.has(name))
      .sort((a, b) => byCodeUnit(a.name, b.name))
      .map((project) => ({
        project: project.name,
        verdict: judge(
          files.filter((file) => owners.get(file) === project),
          project.threshold,
          changed,
        ),
      })),
    all: judge(files, {}, changed),
    problems: [
      ...readings.flatMap(({ problems, project, suite }) => problems.map((what) => `${project}, ${suite}: ${what}`)),
      ...gone.map((path) => `${path} was measured and is not there anymore: run its coverage again`),
    ],
  };
}

function depth(root: string): number {
  return root === '.' ? 0 : root.split('/').length;
}
