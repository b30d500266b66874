import { listContainers, type Container } from '../observe/engine.js';
import { inspectContainer, type ContainerDetail } from '../observe/container.js';
import type { Model } from '../merged/model.js';
import { containerState, isGood, serviceState, type Look, type ServiceState } from './state.js';

/** A stack at a moment. */
export interface StackView {
  readonly states: ReadonlyMap<string, ServiceState>;
  readonly containers: readonly Container[];
  readonly details: ReadonlyMap<string, ContainerDetail>;
}

/** Looks at the services of a stack again and again. */
export interface Looker {
  readonly look: (at: Pick<Look, 'nowMs' | 'isComposing'>) => Promise<StackView>;
}

/** What does not change while one looks. */
export interface LookerFacts {
  readonly model: Model;
  readonly services: readonly string[];
  readonly sinceMs: number;
  readonly settleMs: number;
  /** Containers that were there before, by id. */
  readonly before: ReadonlySet<string>;
}

/**
 * Opens a view on the services of a stack. A listing shows whether something changed; only containers that are not settled, or that the
 * listing shows in another state than before, are looked at one by one.
 */
export function openLooker({ model, services, sinceMs, settleMs, before }: LookerFacts): Looker {
  const restarts = new Map<string, number>();
  const settled = new Map<string, { readonly listed: string; readonly detail: ContainerDetail }>();
  return {
    look: async ({ nowMs, isComposing }) => {
      const all = (await listContainers(model.name)).filter(({ oneOff }) => !oneOff);
      // What is being removed is none of the stack any more, whatever the engine still tells of it.
      const own = all.filter(
        ({ service, state }) =>
          service !== undefined && services.includes(service) && state !== 'removing' && state !== 'dead',
      );
      const details = new Map<string, ContainerDetail>();
      await Promise.all(
        own.map(async (container) => {
          const known = settled.get(container.id);
          const detail = known?.listed === container.state ? known.detail : await inspectContainer(container.id);
          if (detail === undefined) return;
          details.set(container.id, detail);
          // What a new container was restarted before it was seen first was in this run.
          if (!restarts.has(container.id)) restarts.set(container.id, before.has(container.id) ? detail.restarts : 0);
        }),
      );
      const look: Look = { nowMs, sinceMs, settleMs, isComposing, restartsBefore: (id) => restarts.get(id) ?? 0 };
      const states = new Map(
        services.map((name) => {
          const containers = own.filter(({ service }) => service === name);
          const each = containers.flatMap(({ id, state }) => {
            const detail = details.get(id);
            if (detail === undefined) return [];
            const found = containerState(detail, model.services[name], look);
            if (isGood(found) && !isComposing) settled.set(id, { listed: state, detail });
            return [found];
          });
          return [name, serviceState(each, name, model)] as const;
        }),
      );
      return { states, containers: own, details };
    },
  };
}
