import { redactorOf } from '../observe/stack-secrets.js';
import { endpointsOf, hostOfEngine } from '../ports/endpoints.js';
import type { StackSession } from '../session.js';
import { describeState } from '../wait/describe.js';
import type { StackView } from '../wait/look.js';
import { awaitedBy } from '../wait/state.js';
import type { UpFacts } from './observe.js';
import type { RunReport } from './result.js';

/** What is told of a stack that was started, however it fares. */
export function reportRun(
  { model, engine }: UpFacts,
  facts: {
    readonly session: StackSession;
    readonly view: StackView;
    readonly leftOut: ReadonlyMap<string, string>;
    readonly sinceMs: number;
  },
): RunReport {
  const { session, view, leftOut, sinceMs } = facts;
  const redact = redactorOf(model, session.variables, view.details.values());
  return {
    project: model.name,
    ...(session.environment === undefined ? {} : { environment: session.environment }),
    services: [...view.states].map(([name, state]) => ({
      name,
      state: state.kind,
      detail: redact(describeState(state, awaitedBy(name, model, view.states))),
    })),
    leftOut: [...leftOut].map(([service, why]) => ({ service, why })),
    endpoints: endpointsOf(model, view.containers, hostOfEngine(engine.endpoint)),
    seconds: Math.round((Date.now() - sinceMs) / 100) / 10,
  };
}
