import type { Model } from '../merged/model.js';
import { isBad, isGood, type ServiceState } from './state.js';

/** How compose itself fares. */
export type ComposeState =
  { readonly kind: 'running' } | { readonly kind: 'done' } | { readonly kind: 'failed'; readonly message: string };

/** What is to be said of the whole stack at a moment. */
export type Verdict =
  { readonly kind: 'wait' } | { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly broken: Broken };

/** Why a stack is not well. */
export interface Broken {
  /** The services where it began, none of them because of another. */
  readonly causes: readonly string[];
  /** Those that only suffer: they wait for a cause, or fail since it is not there. */
  readonly victims: readonly string[];
  readonly isTimeout: boolean;
  /** What compose said, where it gave up. */
  readonly message?: string;
}

/** What the verdict rests on. */
export interface VerdictFacts {
  readonly model: Pick<Model, 'services'>;
  readonly states: ReadonlyMap<string, ServiceState>;
  readonly compose: ComposeState;
  readonly isTimedOut: boolean;
  /** How long something has been bad. */
  readonly badForMs: number;
}

/** Once something is bad, the rest gets this long to become what it is going to be, so that one run tells all. */
const GATHER_MS = 10_000;

/** Decides whether the wait is over, and if it is not well, where that began. */
export function judge({ model, states, compose, isTimedOut, badForMs }: VerdictFacts): Verdict {
  const names = [...states.keys()];
  const stateOf = (name: string): ServiceState => states.get(name) ?? { kind: 'absent' };
  const bad = names.filter((name) => isBad(stateOf(name)));
  const open = names.filter((name) => !isGood(stateOf(name)) && !isBad(stateOf(name)));
  if (bad.length === 0 && open.length === 0 && compose.kind === 'done') return { kind: 'ready' };
  if (bad.length > 0) {
    const victims = new Set(names.filter((name) => dependsOn(name, bad, model)));
    const isGathered = open.every((name) => victims.has(name)) && compose.kind !== 'running';
    if (isGathered || badForMs >= GATHER_MS || isTimedOut)
      return failed(bad, [...victims], isTimedOut && badForMs === 0);
    return { kind: 'wait' };
  }
  if (compose.kind === 'failed') return failed(open, [], false, compose.message);
  return isTimedOut ? failed(open, [], true) : { kind: 'wait' };

  function failed(
    from: readonly string[],
    suffering: readonly string[],
    isTimeout: boolean,
    message?: string,
  ): Verdict {
    const causes = from.filter((name) => !dependsOn(name, from, model));
    const victims = [...new Set([...suffering, ...from])].filter(
      (name) => !causes.includes(name) && !isGood(stateOf(name)),
    );
    const said = message ?? (compose.kind === 'failed' ? compose.message : undefined);
    return { kind: 'failed', broken: { causes, victims, isTimeout, ...(said === undefined ? {} : { message: said }) } };
  }
}

/** True where a service needs one of the others, directly or by way of more. */
function dependsOn(name: string, others: readonly string[], model: Pick<Model, 'services'>): boolean {
  const seen = new Set<string>();
  const visit = (current: string): boolean =>
    Object.keys(model.services[current]?.depends_on ?? {}).some((next) => {
      if (next === name || seen.has(next)) return false;
      seen.add(next);
      return others.includes(next) || visit(next);
    });
  return visit(name);
}
