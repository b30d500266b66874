import { join } from 'node:path';
import { readIfPresent, type Place, type Problem } from '@slipway/kit';
import type { Model } from '../merged/model.js';
import type { ModelPath } from '../model/traced.js';
import { listContainers, type Container, type Engine } from '../observe/engine.js';
import { portProblems } from '../preflight/ports.js';
import type { StackSession } from '../session.js';
import type { Endpoint } from './endpoints.js';
import { describeListener, readListeners } from './listeners.js';
import { movePorts, portKey, takenPorts, wantedPorts, type MovedPort, type PortFacts, type TakenPort } from './plan.js';
import { readReserved } from './reserve.js';

/** Whose ports are looked at. */
export interface PortQuestion {
  readonly session: StackSession;
  readonly model: Model;
  readonly selected: readonly string[];
  readonly mode: 'auto' | 'fixed' | 'free';
  readonly placeOf: (path: ModelPath) => Place | undefined;
  readonly engine: Engine;
}

/** What became of the ports that a stack asks for. */
export interface PortAnswer {
  /** All containers of the engine, of whichever stack. */
  readonly containers: readonly Container[];
  readonly moved: readonly MovedPort[];
  /** Ports of this machine that the stack is going to open. */
  readonly hostPorts: readonly number[];
  readonly problems: readonly Problem[];
}

/** Looks who has the ports that a stack wants, and finds others where that is wanted too. */
export async function observePorts(question: PortQuestion): Promise<PortAnswer> {
  const { session, model, selected, mode, placeOf, engine } = question;
  const wanted = wantedPorts(model, selected);
  const [containers, listeners] = await Promise.all([
    listContainers(),
    engine.isLocal ? readListeners(wanted) : Promise.resolve([]),
  ]);
  const facts: PortFacts = { project: model.name, containers, listeners, reserved: readReserved() };
  const mayMove = mode === 'free' || (mode === 'auto' && session.worktree !== undefined);
  const moved = mayMove ? movePorts(wanted, facts, readLastPorts(session, model)) : [];
  const movedKeys = new Set(moved.map(portKey));
  const taken = await Promise.all(
    takenPorts(wanted, facts)
      .filter((port) => !movedKeys.has(portKey(port)))
      .map(describeHolder),
  );
  return {
    containers,
    moved,
    hostPorts: [
      ...wanted.filter((port) => !movedKeys.has(portKey(port))).map(({ hostPort }) => hostPort),
      ...moved.map(({ movedTo }) => movedTo),
    ],
    problems: portProblems(taken, ({ service, index }) => placeOf(['services', service, 'ports', index])),
  };
}

async function describeHolder(port: TakenPort): Promise<TakenPort> {
  return port.holder.kind === 'process'
    ? { ...port, holder: { kind: 'process', description: await describeListener(port) } }
    : port;
}

/** The ports that the last run of this stack had, by their keys. */
function readLastPorts({ state }: StackSession, model: Model): ReadonlyMap<string, number> {
  const text = readIfPresent(join(state, 'endpoints.json'));
  if (text === undefined) return new Map();
  const endpoints = parseEndpoints(text);
  return new Map(
    endpoints.flatMap(({ service, port, protocol, hostPort }) =>
      (model.services[service]?.ports ?? []).flatMap(({ target }, index) =>
        target === port ? [[portKey({ service, index, target, protocol }), hostPort] as const] : [],
      ),
    ),
  );
}

function parseEndpoints(text: string): readonly Endpoint[] {
  try {
    return JSON.parse(text) as readonly Endpoint[];
  } catch {
    // A file of ours that is torn is as good as none: ports are chosen anew.
    return [];
  }
}
