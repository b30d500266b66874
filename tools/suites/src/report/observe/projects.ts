import type { ProjectGraph, TargetConfiguration } from '@nx/devkit';
import type { SlipwayMetadata } from '@slipway/toolchains';
import { toThreshold, type ThresholdOption } from '../../coverage/threshold.js';
import { suiteKinds, type SuiteKind } from '../../results/record.js';
import type { KnownProject } from '../observed.js';

const OURS = '@slipway/suites:';

type Nodes = ProjectGraph['nodes'];

/** The projects of the workspace with the suites that leave a record, and the coverage that is asked of each. */
export function listKnownProjects({ nodes }: { readonly nodes: Nodes }): readonly KnownProject[] {
  const asked = coverageOptions(nodes);
  return Object.values(nodes).map(({ name, data }) => {
    const targets = Object.entries(data.targets ?? {});
    const toolchain = (data.metadata as { slipway?: SlipwayMetadata } | undefined)?.slipway?.toolchain;
    const own = data.targets?.['coverage']?.options as { threshold?: ThresholdOption } | undefined;
    const { lines } = toThreshold(asked.projects?.[name] ?? own?.threshold ?? asked.threshold ?? {});
    return {
      name,
      root: data.root,
      suites: targets.flatMap(([target, configuration]) => suiteOf(target, configuration) ?? []),
      ...(toolchain === undefined ? {} : { toolchain }),
      ...(lines === undefined ? {} : { threshold: lines }),
    };
  });
}

/** Which suite a target is; others that happen to be called so leave no record. */
function suiteOf(name: string, { executor, options }: TargetConfiguration): SuiteKind | undefined {
  if (executor?.startsWith(OURS) !== true) return undefined;
  const named = (options as { suite?: unknown } | undefined)?.suite ?? name;
  return suiteKinds.find((kind) => kind === named);
}

interface CoverageOptions {
  readonly projects?: Readonly<Record<string, ThresholdOption>>;
  readonly threshold?: ThresholdOption;
}

/** What the report of coverage asks of projects, so that both reports say the same. */
function coverageOptions(nodes: Nodes): CoverageOptions {
  const target = Object.values(nodes)
    .flatMap(({ data }) => Object.values(data.targets ?? {}))
    .find(({ executor }) => executor === `${OURS}coverage-report`);
  return (target?.options as CoverageOptions | undefined) ?? {};
}
