import type { Container } from '../observe/engine.js';
import type { Model } from '../merged/model.js';

/** A port of this machine that a service asks for. */
export interface WantedPort {
  readonly service: string;
  /** Which of the service's ports, as the merged file lists them. */
  readonly index: number;
  readonly hostIp: string;
  readonly hostPort: number;
  readonly target: number;
  readonly protocol: string;
}

/** Who has a port. */
export type Holder =
  | { readonly kind: 'container'; readonly name: string; readonly project?: string }
  | { readonly kind: 'process'; readonly description: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'run'; readonly pid: number };

/** A port that can't be had, and by whom it is held. */
export interface TakenPort extends WantedPort {
  readonly holder: Holder;
}

/** A port that was given another number on this machine. */
export interface MovedPort extends WantedPort {
  readonly movedTo: number;
  readonly holder: Holder;
}

/** The ports that the selected services publish at a fixed number. A range of one port a container can't be told before it runs. */
export function wantedPorts(model: Model, selected: readonly string[]): readonly WantedPort[] {
  return selected.flatMap((service) =>
    (model.services[service]?.ports ?? []).flatMap(
      ({ published, target, host_ip: hostIp, protocol }, index): WantedPort[] => {
        const hostPort = Number(published);
        return published === undefined || !Number.isInteger(hostPort) || hostPort === 0
          ? []
          : [{ service, index, hostIp: hostIp ?? '', hostPort, target, protocol }];
      },
    ),
  );
}

/** A port in use by a program of this machine. */
export interface Listener {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly protocol: string;
}

/** All that is known about who has which port. */
export interface PortFacts {
  /** Compose's name of this very stack, whose own containers are in nobody's way. */
  readonly project: string;
  readonly containers: readonly Container[];
  readonly listeners: readonly Listener[];
  /** Ports that a run which is under way has chosen, to its process id. */
  readonly reserved: ReadonlyMap<number, number>;
}

const EVERYWHERE = ['', '0.0.0.0', '::'];

function overlap(a: string, b: string): boolean {
  return a === b || EVERYWHERE.includes(a) || EVERYWHERE.includes(b);
}

/** Who has a port; `undefined` where it is free or held by this very stack. A process is described by whoever can look. */
export function holderOf(
  { hostIp, hostPort, protocol }: Listener,
  { project, containers, listeners, reserved }: PortFacts,
): Holder | undefined {
  const holds = ({ ports }: Container): boolean =>
    ports.some((port) => port.hostPort === hostPort && port.protocol === protocol && overlap(port.hostIp, hostIp));
  const container = containers.find(holds);
  if (container !== undefined) {
    if (container.project === project) return undefined;
    const owner = container.project === undefined ? {} : { project: container.project };
    return { kind: 'container', name: container.name, ...owner };
  }
  const pid = reserved.get(hostPort);
  if (pid !== undefined) return { kind: 'run', pid };
  const listens = listeners.some(
    (listener) => listener.hostPort === hostPort && listener.protocol === protocol && overlap(listener.hostIp, hostIp),
  );
  return listens ? { kind: 'process', description: 'a program on this machine' } : undefined;
}

/** The wanted ports that somebody else has, or that two services of the stack ask for. */
export function takenPorts(wanted: readonly WantedPort[], facts: PortFacts): readonly TakenPort[] {
  return wanted.flatMap((port, index): TakenPort[] => {
    const twin = wanted
      .slice(0, index)
      .find(
        (other) =>
          other.hostPort === port.hostPort && other.protocol === port.protocol && overlap(other.hostIp, port.hostIp),
      );
    if (twin !== undefined) return [{ ...port, holder: { kind: 'service', service: twin.service } }];
    const holder = holderOf(port, facts);
    return holder === undefined ? [] : [{ ...port, holder }];
  });
}

/** A key for a published port of a service that stays the same when its number on this machine does not. */
export function portKey({ service, index, target, protocol }: Omit<WantedPort, 'hostIp' | 'hostPort'>): string {
  return `${service}/${String(index)}/${String(target)}/${protocol}`;
}

/**
 * Gives taken ports other numbers: the one of the last run where that is free, else the same number some ten thousands up, so that people
 * still recognise it: 4000 becomes 14000. What nobody has is left where it is.
 * @param before numbers of the last run, by `portKey`
 */
export function movePorts(
  wanted: readonly WantedPort[],
  facts: PortFacts,
  before: ReadonlyMap<string, number>,
): readonly MovedPort[] {
  const taken = new Map(takenPorts(wanted, facts).map(({ holder, ...port }) => [portKey(port), holder]));
  const used = new Set(wanted.map(({ hostPort }) => hostPort));
  return wanted.flatMap((port): MovedPort[] => {
    const holder = taken.get(portKey(port));
    if (holder === undefined) return [];
    const isFree = (candidate: number): boolean =>
      !used.has(candidate) && holderOf({ ...port, hostPort: candidate }, facts) === undefined;
    const last = before.get(portKey(port));
    const movedTo = [...(last === undefined ? [] : [last]), ...candidates(port.hostPort)].find(isFree);
    if (movedTo === undefined) return [];
    used.add(movedTo);
    return [{ ...port, movedTo, holder }];
  });
}

function* candidates(hostPort: number): Generator<number> {
  const highest = 65_535;
  for (let port = hostPort + 10_000; port <= highest; port += 10_000) yield port;
  for (let port = Math.max(hostPort, 1024) + 1; port <= highest; port += 1) yield port;
}
