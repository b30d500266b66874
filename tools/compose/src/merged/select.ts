import { UserError, type Place, type Problem } from '@slipway/kit';
import { didYouMean } from '../closest.js';
import type { Model } from './model.js';

/** Which services a run is about. */
export interface Wanted {
  /** None: all that the profiles let in. */
  readonly services: readonly string[];
  readonly profiles: readonly string[];
}

type PlaceOf = (path: readonly (string | number)[]) => Place | undefined;

/**
 * The services that a run starts, in the order in which they are written: those named with all they need, or all without a profile and
 * with one of the given. Naming a service is as good as naming its profile.
 * @throws UserError for a service or a profile that the stack does not have
 */
export function selectServices(model: Model, { services, profiles }: Wanted): readonly string[] {
  const all = Object.keys(model.services);
  const problems = [...unknownServices(services, all), ...unknownProfiles(profiles, model)];
  if (problems.length > 0) throw new UserError(problems);
  const isActive = (name: string): boolean => {
    const own = model.services[name]?.profiles ?? [];
    return own.length === 0 || profiles.includes('*') || own.some((profile) => profiles.includes(profile));
  };
  const selected = new Set<string>();
  const add = (name: string): void => {
    if (selected.has(name)) return;
    selected.add(name);
    for (const dependency of Object.keys(model.services[name]?.depends_on ?? {})) {
      if (dependency in model.services && isActive(dependency)) add(dependency);
    }
  };
  for (const name of services.length > 0 ? services : all.filter(isActive)) add(name);
  return all.filter((name) => selected.has(name));
}

function unknownServices(services: readonly string[], all: readonly string[]): readonly Problem[] {
  return services
    .filter((name) => !all.includes(name))
    .map((name) => ({ what: `there is no service "${name}" in this stack`, fix: didYouMean(name, all) }));
}

function unknownProfiles(profiles: readonly string[], model: Model): readonly Problem[] {
  const all = [...new Set(Object.values(model.services).flatMap(({ profiles: own }) => own))];
  return profiles
    .filter((name) => name !== '*' && !all.includes(name))
    .map((name) => ({ what: `no service has the profile "${name}"`, fix: didYouMean(name, all) }));
}

/** What is wrong with the dependencies of the selected services: circles, and services that nobody starts. */
export function checkDependencies(model: Model, selected: readonly string[], placeOf: PlaceOf): readonly Problem[] {
  const lost = selected.flatMap((name) =>
    Object.entries(model.services[name]?.depends_on ?? {})
      .filter(([dependency, { required }]) => required && !selected.includes(dependency))
      .map(([dependency]) => lostDependency(model, name, dependency, placeOf)),
  );
  const circle = findCircle(model);
  const [first, second] = circle;
  if (first === undefined || second === undefined) return lost;
  return [
    ...lost,
    at(placeOf(['services', first, 'depends_on', second]), {
      what: `services wait for each other in a circle: ${circle.join(' -> ')}`,
      fix: 'take one of these out of depends_on; a service should retry what is not there yet',
    }),
  ];
}

function lostDependency(model: Model, name: string, dependency: string, placeOf: PlaceOf): Problem {
  const profiles = model.services[dependency]?.profiles;
  const where = placeOf(['services', name, 'depends_on', dependency]);
  return at(
    where,
    profiles === undefined
      ? {
          what: `${name} depends on "${dependency}", which is no service of this stack`,
          fix: didYouMean(dependency, Object.keys(model.services)),
        }
      : {
          what: `${name} depends on ${dependency}, which only runs with the profile ${profiles.join(' or ')}`,
          fix: `add --profile=${profiles[0] ?? ''}, or write "required: false" at the dependency`,
        },
  );
}

function at(where: Place | undefined, problem: Problem): Problem {
  return where === undefined ? problem : { ...problem, where };
}

/** The services of a circle of dependencies, the first again at the end; empty where there is none. */
function findCircle(model: Model): readonly string[] {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] => {
    const start = path.indexOf(name);
    if (start !== -1) return [...path.slice(start), name];
    if (done.has(name)) return [];
    for (const next of Object.keys(model.services[name]?.depends_on ?? {})) {
      const found = visit(next, [...path, name]);
      if (found.length > 0) return found;
    }
    done.add(name);
    return [];
  };
  for (const name of Object.keys(model.services)) {
    const found = visit(name, []);
    if (found.length > 0) return found;
  }
  return [];
}
