import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import coverage, {
  type CoverageMap,
  type CoverageMapData,
  type FileCoverageData,
  type Range,
} from 'istanbul-lib-coverage';
import report from 'istanbul-lib-report';
import reports from 'istanbul-reports';
import type { BranchHits, FileHits } from './hits.js';
import { formatLcov } from './lcov.js';

/** The files of the report in its folder. */
export const COVERAGE_FILES = {
  page: 'index.html',
  lcov: 'lcov.info',
  cobertura: 'cobertura.xml',
  summary: 'summary.json',
} as const;

/**
 * Writes pages that need no network, LCOV, Cobertura and a summary. LCOV is written from the hits themselves: on the way through istanbul's
 * map branches lose their names, and `-` would become a branch that was come to and not taken.
 * @param folder absolute; what is in it is replaced
 */
export function writeCoverageReport(folder: string, files: readonly FileHits[], workspaceRoot: string): void {
  const made = `${folder}.tmp`;
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  const read = (path: string) => readFileSync(join(workspaceRoot, path), 'utf8');
  const context = report.createContext({
    dir: made,
    coverageMap: toIstanbul(files, read),
    defaultSummarizer: 'pkg',
    sourceFinder: read,
  });
  reports.create('html').execute(context);
  reports.create('cobertura', { file: COVERAGE_FILES.cobertura, projectRoot: '.' }).execute(context);
  reports.create('json-summary', { file: COVERAGE_FILES.summary }).execute(context);
  writeFileSync(join(made, COVERAGE_FILES.lcov), formatLcov(files));
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  renameSync(made, folder);
}

/** Istanbul's form of the same. A line is a statement, all of its line long. @param read gives the text of a source */
export function toIstanbul(files: readonly FileHits[], read: (path: string) => string): CoverageMap {
  const data: CoverageMapData = {};
  for (const file of files) data[file.path] = toFileCoverage(file, read(file.path).split(/\r?\n/));
  return coverage.createCoverageMap(data);
}

function toFileCoverage(file: FileHits, source: readonly string[]): FileCoverageData {
  const whole = (line: number): Range => ({
    start: { line, column: 0 },
    end: { line, column: Math.max(0, (source[line - 1]?.length ?? 0) - 1) },
  });
  const lines = [...file.lines].sort(([a], [b]) => a - b);
  const functions = [...file.functions.values()];
  const blocks = [...blocksOf(file).values()];
  return {
    path: file.path,
    statementMap: numbered(lines.map(([line]) => whole(line))),
    s: numbered(lines.map(([, hits]) => hits)),
    fnMap: numbered(functions.map(({ name, line }) => ({ name, line, decl: whole(line), loc: whole(line) }))),
    f: numbered(functions.map(({ hits }) => hits)),
    branchMap: numbered(
      blocks.map((branches) => {
        const line = branches[0]?.line ?? 1;
        return { type: 'branch', line, loc: whole(line), locations: branches.map(() => whole(line)) };
      }),
    ),
    b: numbered(blocks.map((branches) => branches.map(({ hits }) => hits ?? 0))),
  };
}

/** Branches by the decision that they are ways out of. */
function blocksOf(file: FileHits): ReadonlyMap<string, readonly BranchHits[]> {
  const blocks = new Map<string, BranchHits[]>();
  for (const branch of file.branches.values()) {
    const key = `${String(branch.line)} ${branch.block}`;
    blocks.set(key, [...(blocks.get(key) ?? []), branch]);
  }
  return blocks;
}

function numbered<Item>(items: readonly Item[]): Record<string, Item> {
  return Object.fromEntries(items.map((item, index) => [String(index), item]));
}
