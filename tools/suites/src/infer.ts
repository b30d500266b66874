import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { Command, Reader, RecognisedWorkspace, WorkspaceProject } from '@slipway/toolchains';
import type { Action, RunOptions } from './run/options.js';
import { resultsFolder, suiteKinds, type SuiteKind } from './results/record.js';

/** What a suite may take before it counts as one that hangs. */
const TIMEOUTS: Readonly<Record<SuiteKind, string>> = {
  lint: '20m',
  test: '20m',
  integration: '30m',
  coverage: '30m',
  bdd: '20m',
  bench: '1h',
};

/**
 * The targets of suites: the toolchains' own, run so that each leaves a record. A script of package.json that Nx makes a target of by
 * itself stays Nx's: what it infers of package.json counts more than any plugin (`nx.includedScripts` there hands a script over).
 * @param projects what the toolchains inferred, by root
 */
export function inferSuites(
  workspace: RecognisedWorkspace,
  reader: Reader,
  projects: Readonly<Record<string, ProjectConfiguration>>,
): Record<string, Pick<ProjectConfiguration, 'root' | 'targets'>> {
  const stackFiles = stackInputs(reader);
  return Object.fromEntries(
    workspace.projects.map((entry) => {
      const { root } = entry.project;
      return [
        root,
        { root, targets: suiteTargets(entry, { reader, stackFiles, targets: projects[root]?.targets ?? {} }) },
      ];
    }),
  );
}

function suiteTargets(
  { project, toolchain }: WorkspaceProject,
  facts: {
    readonly reader: Reader;
    readonly stackFiles: readonly string[];
    readonly targets: Readonly<Record<string, TargetConfiguration>>;
  },
): Record<string, TargetConfiguration> {
  const { reader, stackFiles, targets } = facts;
  return Object.fromEntries(
    toolchain.commands(project, reader).flatMap((command): [string, TargetConfiguration][] => {
      const base = targets[command.kind];
      return isSuite(command) && base !== undefined
        ? [
            [command.kind, toSuite(command, base, { root: project.root, toolchain: toolchain.name, stackFiles })],
            ...(command.kind === 'bench' ? [toComparison(command, base)] : []),
          ]
        : [];
    }),
  );
}

type SuiteCommand = Command & { readonly kind: SuiteKind };

function isSuite(command: Command): command is SuiteCommand {
  return (suiteKinds as readonly string[]).includes(command.kind);
}

function toSuite(
  command: SuiteCommand,
  base: TargetConfiguration,
  {
    root,
    toolchain,
    stackFiles,
  }: { readonly root: string; readonly toolchain: string; readonly stackFiles: readonly string[] },
): TargetConfiguration {
  const folder = resultsFolder(root, command.kind);
  const env = command.action.kind === 'program' ? command.action.env : undefined;
  const options: RunOptions = {
    suite: command.kind,
    toolchain,
    action: toAction(command.action),
    cwd: command.cwd,
    install: command.install,
    timeout: TIMEOUTS[command.kind],
    ...(env === undefined ? {} : { env }),
    ...(command.reporting === undefined ? {} : { reporting: command.reporting }),
  };
  const { metadata } = base;
  return {
    ...base,
    executor: '@slipway/suites:run',
    options,
    ...cachingOf(command.kind, base, { folder, stackFiles }),
    metadata: { ...metadata, description: `${metadata?.description ?? ''} The record lands in ${folder}.` },
  };
}

/** Beside the benchmarks what holds them against a baseline. */
function toComparison({ description }: SuiteCommand, { metadata }: TargetConfiguration): [string, TargetConfiguration] {
  return [
    'bench-compare',
    {
      executor: '@slipway/suites:bench-compare',
      cache: false,
      parallelism: false,
      options: {},
      metadata: {
        ...metadata,
        description: `${description} In turn with those of a baseline, and fails where one has become slower.`,
      },
    },
  ];
}

function cachingOf(
  kind: SuiteKind,
  { inputs, outputs }: TargetConfiguration,
  { folder, stackFiles }: { readonly folder: string; readonly stackFiles: readonly string[] },
): Pick<TargetConfiguration, 'cache' | 'parallelism' | 'inputs' | 'outputs'> {
  // What measures speed says something only when it is run, and alone.
  if (kind === 'bench') return { cache: false, parallelism: false, inputs: [], outputs: [] };
  return {
    outputs: [...(outputs ?? []), `{workspaceRoot}/${folder}`],
    ...(kind === 'integration' ? { inputs: [...(inputs ?? []), ...stackFiles] } : {}),
  };
}

/** What can change the environment of an integration suite: which services it has is told by options, so all of their files count. */
function stackInputs(reader: Reader): readonly string[] {
  const main = ['compose.yml', 'compose.yaml', 'docker-compose.yml', 'docker-compose.yaml'].find((file) =>
    reader.isFile(file),
  );
  return main === undefined ? [] : [main, 'compose/**/*', 'images.lock.json'].map((path) => `{workspaceRoot}/${path}`);
}

function toAction(action: Command['action']): Action {
  switch (action.kind) {
    case 'script':
      return { kind: 'script', script: action.script, packageManager: action.packageManager };
    case 'program':
      return { kind: 'program', program: action.program, args: action.args };
  }
}
