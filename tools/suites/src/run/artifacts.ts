import { join } from 'node:path';
import { readIfPresent, writeAtomically } from '@slipway/kit';
import type { ResultFormat } from '@slipway/toolchains';
import { readResult } from '../results/collect.js';
import { collectBenchmarks } from '../bench/collect.js';
import type { Benchmark, RunRecord } from '../results/record.js';
import type { RunPlan } from './plan.js';
import type { RunFacts } from './run.js';

/** What lies beside a record, and what was wrong with what it was made of. */
export interface Artifacts {
  readonly files: Pick<RunRecord, 'coverage' | 'messages' | 'benchmarks'>;
  readonly problems: readonly string[];
}

const COVERAGE = 'coverage.lcov';
const MESSAGES = 'messages.ndjson';

/** Writes coverage and scenarios in the one form that the reports read, where the command left any, and gathers benchmarks. @param printed those that its output told */
export async function writeArtifacts(
  { expected, folder, stdout }: RunPlan,
  facts: RunFacts & { readonly startedAt: Date },
  { printed, toWorkspace }: { readonly printed: readonly Benchmark[]; readonly toWorkspace: (path: string) => string },
): Promise<Artifacts> {
  const files: { coverage?: string; messages?: string } = {};
  const problems: string[] = [];
  for (const { format, path } of expected) {
    const kind = kindOf(format);
    if (kind === undefined) continue;
    const read = readResult(path);
    if (read.kind !== 'text') {
      problems.push(
        read.kind === 'missing'
          ? `it left no ${kind} in ${toWorkspace(path)}`
          : `its ${kind} in ${toWorkspace(path)} cannot be read: ${read.problem}`,
      );
      continue;
    }
    const made = await convert(format, read.text, facts);
    if (made === undefined) continue;
    const name = kind === 'coverage' ? COVERAGE : MESSAGES;
    writeAtomically(join(folder, name), made.text);
    files[kind === 'coverage' ? 'coverage' : 'messages'] = name;
    problems.push(...made.problems);
  }
  const { startedAt } = facts;
  const bench = collectBenchmarks({
    expected,
    printed,
    startedAt,
    toWorkspace,
    ...(stdout === undefined ? {} : { stdout }),
  });
  return {
    files: { ...files, ...(bench.benchmarks.length === 0 ? {} : { benchmarks: [...bench.benchmarks] }) },
    problems: [...problems, ...bench.problems],
  };
}

function kindOf(format: ResultFormat): 'coverage' | 'scenarios' | undefined {
  if (format === 'lcov' || format === 'go-cover') return 'coverage';
  return format === 'cucumber-json' || format === 'cucumber-messages' ? 'scenarios' : undefined;
}

/** Loads only what the format needs: Gherkin's parser is no small thing. */
async function convert(
  format: ResultFormat,
  text: string,
  { workspaceRoot, root, importRoots, project, startedAt }: RunFacts & { readonly startedAt: Date },
): Promise<{ readonly text: string; readonly problems: readonly string[] } | undefined> {
  if (format === 'lcov' || format === 'go-cover') {
    const { normaliseCoverage } = await import('../coverage/normalise.js');
    const read = (path: string): string | undefined => readIfPresent(join(workspaceRoot, path));
    const { lcov, problems } = normaliseCoverage(format, text, { workspaceRoot, root, modules: importRoots, read });
    return { text: lcov, problems };
  }
  if (format === 'cucumber-json' || format === 'cucumber-messages') {
    const [{ toMessages }, { featureFiles }] = await Promise.all([
      import('../bdd/to-messages.js'),
      import('../bdd/feature-files.js'),
    ]);
    const readFeature = featureFiles(workspaceRoot, root);
    const { ndjson, problems } = toMessages(format, text, {
      root,
      workspaceRoot,
      readFeature,
      startedAt,
      prefix: `${project}-`,
    });
    return { text: ndjson, problems };
  }
  return undefined;
}
