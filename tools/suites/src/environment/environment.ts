import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import {
  preparePrivateStack,
  privateFolder,
  removeLeftovers,
  startPrivateStack,
  type Model,
  type PreparedStack,
  type PrivateStack,
} from '@slipway/compose/private';
import { imageNamesOf, openSession as openImages } from '@slipway/images';
import { writeAtomically } from '@slipway/kit';
import { planEnvironment, type EnvironmentPlan } from './plan.js';
import {
  addressOf,
  checkNames,
  ENVIRONMENT_FILE_IN_CONTAINER,
  environmentVariables,
  SECRETS_FOLDER,
  type EnvironmentDescription,
  type Seat,
} from './variables.js';

/** What a user may say about the environment of a suite, in the options of its target. */
export interface EnvironmentOptions {
  /** The project of the stack; by default the one at the workspace's root. */
  readonly stack?: string;
  /** By default `test` where the stack has such an environment. */
  readonly environment?: string;
  /** The services that the suite needs; what they need comes with them. By default the graph says it. */
  readonly services?: readonly string[];
  /** Whether the services that run the project itself are started, or the suite does that from source. By default they are where the graph
   * names the services, and are not where the options do. */
  readonly self?: 'run' | 'leave-out';
  /** How long it may take until all are well; `3m` by default. */
  readonly timeout?: string | number;
}

/** Whose suite needs an environment, and which. */
export interface EnvironmentRequest {
  readonly context: ExecutorContext;
  /** The Nx project whose suite it is. */
  readonly project: string;
  readonly options: EnvironmentOptions;
  /** Told what goes on; never a secret. */
  readonly say: (line: string) => void;
}

/** A running environment that is one suite's alone. */
export interface Environment {
  /** What compose calls it; empty where the suite asked for no service. */
  readonly name: string;
  readonly description: EnvironmentDescription;
  /** For a command on this machine: names and values as docs/testing.md promises them. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * For a command in a container: the words of `docker run` that put it on the environment's networks, hand it variables and secrets, and
   * have it removed with the environment whatever happens.
   */
  readonly containerArguments: readonly string[];
  /** Removes containers, networks and volumes. Calling it again does nothing. @throws UserError where something stays */
  readonly close: () => Promise<void>;
}

/**
 * Starts what a suite needs, under a name and on ports of its own, and waits until it is well. Whoever opens one closes it, on every way
 * out; where the process is killed, a guardian does, and where that is killed too, the next one that is opened in this workspace.
 * @throws UserError that names what is not well and what it wrote last; an AbortError where the signal came. Nothing is left then.
 */
export async function openEnvironment(request: EnvironmentRequest, signal: AbortSignal): Promise<Environment> {
  const { context, project, options, say } = request;
  signal.throwIfAborted();
  if (options.services?.length === 0 && options.self !== 'run') return nothing(project);
  await removeLeftovers(privateFolder(context.root), { say, signal });
  const prepared = await preparePrivateStack({ context, project, ...stackOf(options) });
  const plan = planEnvironment(factsOf(request, prepared.model));
  if (plan.kind === 'nothing') return nothing(project);
  const secrets = secretsOf(plan, prepared.model);
  checkNames(plan.started, Object.keys(secrets));
  for (const note of plan.notes) say(note);
  say(`starting ${plan.started.join(', ')} as ${prepared.session.composeName}`);
  const { timeout } = options;
  const stack = await startPrivateStack(prepared, {
    services: plan.wanted,
    ...(timeout === undefined ? {} : { timeout }),
    context,
    say,
    signal,
  });
  try {
    return described({ prepared, plan, stack, secrets, project });
  } catch (error) {
    await stack.close();
    throw error;
  }
}

/**
 * Runs a suite in an environment of its own, and removes that on every way out of it.
 * @throws as {@link openEnvironment} and the suite do; where both the suite and the removal fail, the suite's error
 */
export async function withEnvironment<T>(
  request: EnvironmentRequest,
  signal: AbortSignal,
  suite: (environment: Environment) => Promise<T>,
): Promise<T> {
  const environment = await openEnvironment(request, signal);
  try {
    const result = await suite(environment);
    await environment.close();
    return result;
  } catch (error) {
    // Where it is the removal that failed, this is its error again.
    await environment.close().catch((failure: unknown) => {
      if (failure !== error) request.say(failure instanceof Error ? failure.message : String(failure));
    });
    throw error;
  }
}

function stackOf({ stack, environment }: EnvironmentOptions): Pick<EnvironmentOptions, 'stack' | 'environment'> {
  return { ...(stack === undefined ? {} : { stack }), ...(environment === undefined ? {} : { environment }) };
}

function factsOf({ context, project, options }: EnvironmentRequest, model: Model) {
  const { root, projectGraph, projectsConfigurations } = context;
  return {
    model,
    project,
    roots: new Map(Object.entries(projectsConfigurations.projects).map(([name, own]) => [name, join(root, own.root)])),
    images: imageNamesOf(openImages(context).workspaceName, projectGraph),
    services: options.services,
    self: options.self,
  };
}

type Started = Extract<EnvironmentPlan, { readonly kind: 'services' }>;

/** The secrets of what is started that lie in files, as compose mounts them. */
function secretsOf({ started }: Started, model: Model): Readonly<Record<string, string>> {
  const used = new Set(started.flatMap((name) => (model.services[name]?.secrets ?? []).map(({ source }) => source)));
  const files = [...used].sort().flatMap((name) => {
    const file = model.secrets[name]?.file;
    return file === undefined ? [] : [[name, file] as const];
  });
  return Object.fromEntries(files);
}

interface DescribedFacts {
  readonly prepared: PreparedStack;
  readonly plan: Started;
  readonly stack: PrivateStack;
  readonly secrets: Readonly<Record<string, string>>;
  readonly project: string;
}

function described({ prepared, plan, stack, secrets, project }: DescribedFacts): Environment {
  const { session } = prepared;
  const describe = (seat: Seat): EnvironmentDescription => ({
    version: 1,
    name: session.composeName,
    stack: session.project,
    ...(session.environment === undefined ? {} : { environment: session.environment }),
    project,
    services: plan.started,
    addresses: stack.endpoints.map((endpoint) => addressOf(endpoint, seat)),
    secrets:
      seat === 'host'
        ? secrets
        : Object.fromEntries(Object.keys(secrets).map((name) => [name, `${SECRETS_FOLDER}/${name}`])),
  });
  const file = join(session.state, 'environment.json');
  const fileForContainers = join(session.state, 'environment.container.json');
  const description = describe('host');
  const inside = describe('container');
  writeAtomically(file, `${JSON.stringify(description, null, 2)}\n`);
  writeAtomically(fileForContainers, `${JSON.stringify(inside, null, 2)}\n`);
  return {
    name: session.composeName,
    description,
    variables: environmentVariables(description, file),
    containerArguments: [
      ...labels(session.composeName),
      ...stack.networks.flatMap((network) => ['--network', network]),
      ...Object.entries(secrets).flatMap(([name, path]) => readOnly(path, `${SECRETS_FOLDER}/${name}`)),
      ...readOnly(fileForContainers, ENVIRONMENT_FILE_IN_CONTAINER),
      ...Object.entries(environmentVariables(inside, ENVIRONMENT_FILE_IN_CONTAINER)).flatMap(([name, value]) => [
        '--env',
        `${name}=${value}`,
      ]),
    ],
    close: stack.close,
  };
}

/** By these it counts as a part of the environment, made by `docker compose run`. */
function labels(name: string): readonly string[] {
  return ['--label', `com.docker.compose.project=${name}`, '--label', 'com.docker.compose.oneoff=True'];
}

function readOnly(source: string, target: string): readonly string[] {
  return ['--mount', `type=bind,source=${source},target=${target},readonly`];
}

/** For a suite that needs no service: no engine is asked. */
function nothing(project: string): Environment {
  return {
    name: '',
    description: { version: 1, name: '', stack: '', project, services: [], addresses: [], secrets: {} },
    variables: {},
    containerArguments: [],
    close: () => Promise.resolve(),
  };
}
