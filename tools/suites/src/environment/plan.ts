import { findProjectOfImage, selectServices, type Model } from '@slipway/compose/private';
import { isInside, isRecord, UserError } from '@slipway/kit';

/** What is known before it is decided which services a suite gets. */
export interface PlanFacts {
  readonly model: Model;
  /** The Nx project whose suite it is. */
  readonly project: string;
  /** Name of a project to its folder, absolute. */
  readonly roots: ReadonlyMap<string, string>;
  /** Name of a project to the name of its image, without tag. */
  readonly images: ReadonlyMap<string, string>;
  /** The services that the project says it needs; `undefined` where it says nothing. */
  readonly services: readonly string[] | undefined;
  /** Whether the services that run the project itself are started too; `undefined` where nobody says. */
  readonly self: 'run' | 'leave-out' | undefined;
}

/** Which services a suite gets. */
export type EnvironmentPlan =
  /** It asked for none, so no engine is needed. */
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'services';
      /** What is asked for. */
      readonly wanted: readonly string[];
      /** What is started: what is asked for and what that needs, in the order of the stack. */
      readonly started: readonly string[];
      /** Services of the project itself that do not run. */
      readonly leftOut: readonly string[];
      /** What the reader should know before it starts. */
      readonly notes: readonly string[];
    };

/**
 * Decides which services a suite gets. What the project declares counts; where it declares nothing, the graph says it: the services that
 * run the project's own image, with all that they need, or that alone where they are left out themselves.
 * @throws UserError for a service that the stack does not have, or where neither the project nor the graph says anything
 */
export function planEnvironment(facts: PlanFacts): EnvironmentPlan {
  const { model, project, services, self } = facts;
  const own = ownServices(facts);
  if (services === undefined && own.length === 0) {
    throw new UserError({
      what: `no service of the stack runs ${project}, and it does not say which services its suite needs`,
      fix: `name them in the target's options, services: ["timescaledb"]; services: [] for none`,
    });
  }
  const asked = services ?? (self === 'leave-out' ? neededBy(own, model) : own);
  const wanted = services !== undefined && self === 'run' ? [...new Set([...asked, ...own])] : asked;
  // Compose, and `up`, take no name for all names.
  if (wanted.length === 0) return { kind: 'nothing' };
  const started = selectServices(model, { services: wanted, profiles: [] });
  const runsOwn = started.filter((name) => own.includes(name));
  return {
    kind: 'services',
    wanted,
    started,
    leftOut: own.filter((name) => !started.includes(name)),
    notes: [
      ...(self === 'leave-out'
        ? runsOwn.map((name) => `${name} runs all the same: ${whoNeeds(name, started, model)}`)
        : []),
      ...unreachable(asked, model),
    ],
  };
}

/** The services that run a project's image, or that compose builds from its folder. */
function ownServices({ model, project, roots, images }: PlanFacts): readonly string[] {
  return Object.entries(model.services).flatMap(([name, { image, build }]) => {
    const context = isRecord(build) ? build['context'] : undefined;
    const isBuiltThere = typeof context === 'string' && ownerOf(context, roots) === project;
    const runsImage = image !== undefined && findProjectOfImage(image, images) === project;
    return runsImage || isBuiltThere ? [name] : [];
  });
}

/** The project that a folder belongs to: of several that hold it, the one that holds the least besides. */
function ownerOf(path: string, roots: ReadonlyMap<string, string>): string | undefined {
  const holders = [...roots].filter(([, root]) => isInside(path, root));
  return holders.sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

/** All that some services need, without themselves. */
function neededBy(services: readonly string[], model: Model): readonly string[] {
  return selectServices(model, { services, profiles: [] }).filter((name) => !services.includes(name));
}

function whoNeeds(name: string, started: readonly string[], model: Model): string {
  const dependents = started.filter((other) => model.services[other]?.depends_on[name] !== undefined);
  return dependents.length === 0 ? 'it is named among the services' : `${dependents.join(', ')} needs it`;
}

/** A service that was asked for and has no door to this machine: the suite would find nothing where it looks. */
function unreachable(asked: readonly string[], model: Model): readonly string[] {
  const closed = asked.filter((name) => model.services[name]?.ports.length === 0 && !isAwaitedToEnd(name, model));
  return closed.map(
    (name) => `${name} publishes no port, so nothing on this machine reaches it: give it ports: ['127.0.0.1::PORT']`,
  );
}

function isAwaitedToEnd(name: string, { services }: Model): boolean {
  return Object.values(services).some(
    ({ depends_on: needs }) => needs[name]?.condition === 'service_completed_successfully',
  );
}
