import { relative } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { imageNamesOf, openSession as openImages } from '@slipway/images';
import { UserError, type Place, type Problem } from '@slipway/kit';
import { holdAgainstPolicy } from '../check/policy.js';
import { planImages, type ImagesPlan } from '../images/plan.js';
import { toModel, type Model } from '../merged/model.js';
import type { Origins } from '../model/origins.js';
import type { ModelPath } from '../model/traced.js';
import { checkDependencies, selectServices } from '../merged/select.js';
import { readComposeVersion, readMerged } from '../observe/compose.js';
import { readEngine, type Container, type Engine, listResources } from '../observe/engine.js';
import { observePlatforms } from '../observe/platforms.js';
import { findFile, readEmulated, readFreeDisk } from '../observe/machine.js';
import type { PolicyReport } from '../policy/index.js';
import { observePorts } from '../ports/observe.js';
import type { MovedPort } from '../ports/plan.js';
import { diskProblems, versionProblems } from '../preflight/machine.js';
import { platformProblems } from '../preflight/platform.js';
import { checkSecrets, volumesOfLostSecrets, type SecretToWrite } from '../preflight/secrets.js';
import { unsetVariables, variableProblems } from '../preflight/variables.js';
import { originsOfStack, type StackSession } from '../session.js';
import type { UpSettings } from './options.js';

/** Everything that was seen before a stack is started, and found to be in order. */
export interface UpFacts {
  readonly model: Model;
  /** The merged configuration as compose printed it. */
  readonly merged: unknown;
  readonly origins: Origins;
  readonly engine: Engine;
  readonly selected: readonly string[];
  readonly images: ImagesPlan;
  /** Containers of this stack as they are. */
  readonly containers: readonly Container[];
  readonly moved: readonly MovedPort[];
  readonly secretsToWrite: readonly SecretToWrite[];
  /** What is told and stops nothing. */
  readonly notes: readonly string[];
  /** Ports of this machine that the stack is going to open. */
  readonly hostPorts: readonly number[];
}

/**
 * Looks at everything that `up` depends on, and reports all that is wrong with it at once. Nothing is changed.
 * @throws UserError with every problem found
 */
export async function observeUp(
  session: StackSession,
  settings: UpSettings,
  context: ExecutorContext,
): Promise<UpFacts> {
  const [engine, compose] = await Promise.all([readEngine(), readComposeVersion()]);
  failOn(versionProblems({ engine: engine.version, compose }));
  const origins = originsOfStack(session);
  const unset = settings.unsetVariables === 'fail' ? unsetVariables(origins.missing) : [];
  const folder = session.layout.folder;
  if (unset.some(({ required }) => required)) failOn(variableProblems(unset, session.dotenv, folder));

  const merged = await readMerged(session);
  const model = toModel(merged);
  const selected = selectServices(model, settings);
  const placeOf = (path: ModelPath): Place | undefined => placeAt(origins, path);
  const blank = settings.unsetVariables === 'fail' ? unsetVariables(origins.missing, selected) : [];
  const secrets = checkSecrets({
    model,
    selected,
    ...(session.environment === undefined ? {} : { environment: session.environment }),
    find: findFile,
    variables: session.variables,
    display: (file) => relative(session.workspaceRoot, file),
    placeOf,
  });
  const imagesSession = openImages(context);
  const images = planImages({
    model,
    selected,
    names: imageNamesOf(imagesSession.workspaceName, context.projectGraph),
    checkoutTag: imagesSession.checkoutTag,
  });
  const [ports, platforms, disk, { volumes }, policy] = await Promise.all([
    observePorts({ session, model, selected, mode: settings.ports, placeOf, engine }),
    observePlatforms({ model, selected, images, engine }),
    readFreeDisk(engine),
    listResources(model.name),
    settings.policy === 'off' ? undefined : holdAgainstPolicy({ session, merged, origins, context }),
  ]);
  const violations = policy === undefined ? [] : policyProblems(policy, settings.policy);
  failOn([
    ...variableProblems(blank, session.dotenv, folder),
    ...checkDependencies(model, selected, placeOf),
    ...secrets.problems,
    ...volumesOfLostSecrets(model, { toWrite: secrets.toWrite, selected, volumes }),
    ...ports.problems,
    ...platformProblems(
      platforms,
      { os: engine.os, architecture: engine.architecture, emulated: readEmulated(engine) },
      placeOf,
    ),
    ...diskProblems(disk, settings.minFreeBytes),
    ...violations,
  ]);
  return {
    model,
    merged,
    origins,
    engine,
    selected,
    images,
    containers: ports.containers.filter(({ project }) => project === model.name),
    moved: ports.moved,
    secretsToWrite: secrets.toWrite,
    hostPorts: ports.hostPorts,
    notes: policy === undefined ? [] : policyNotes(policy, session),
  };
}

function placeAt(origins: Origins, path: ModelPath): Place | undefined {
  const origin = origins.of(path);
  return origin === undefined ? undefined : { file: origin.file, line: origin.line, column: origin.column };
}

/** Findings that stop a start. */
function policyProblems({ findings }: PolicyReport, mode: UpSettings['policy']): readonly Problem[] {
  if (mode !== 'fail') return [];
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ what, where, fix, rule }) => ({ what: `${what} (policy: ${rule})`, where, fix }));
}

function policyNotes({ findings }: PolicyReport, { project, environment }: StackSession): readonly string[] {
  if (findings.length === 0) return [];
  const configuration = environment === undefined ? '' : ` -c ${environment}`;
  const count = `${String(findings.length)} ${findings.length === 1 ? 'finding' : 'findings'}`;
  return [`policy: ${count}, see npx nx check ${project}${configuration}`];
}

function failOn(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new UserError(problems);
}
