/** One published or exposed port in compose's long form. */
export interface PortParts {
  readonly target: number;
  readonly published?: string;
  readonly hostIp?: string;
  readonly protocol: string;
}

const PORT = /^(?:(?:\[([^\]]*)\]|([^:]*)):)?(?:([^:]*):)?(\d+)(?:-(\d+))?(?:\/([a-zA-Z]+))?$/;

/**
 * A port in compose's short form (`127.0.0.1:8000-8001:80-81/udp`) as the ports that it stands for.
 * `undefined` where it is malformed: compose reports it.
 */
export function parsePorts(text: string): readonly PortParts[] | undefined {
  const match = PORT.exec(text);
  if (match === null) return undefined;
  const [, ipv6, first, second, from = '', to = from, protocol = 'tcp'] = match;
  // With one colon what stands before it is the host port, with two it is the address.
  const address = ipv6 ?? (second === undefined ? undefined : first);
  const host = ipv6 === undefined ? (second ?? first) : second;
  const targets = range(Number(from), Number(to));
  const published = host === undefined || host === '' ? undefined : parseRange(host);
  if (published === undefined && host !== undefined && host !== '') return undefined;
  const common = { protocol: protocol.toLowerCase(), ...(address ? { hostIp: address } : {}) };
  if (published === undefined) return inOrder(targets.map((target) => ({ target, ...common })));
  if (published.length === targets.length) {
    return inOrder(targets.map((target, index) => ({ target, published: String(published[index]), ...common })));
  }
  // One container port and several of the host: the engine takes the first that is free.
  return targets.length === 1 ? [{ target: Number(from), published: host ?? '', ...common }] : undefined;
}

/** Compose sorts the ports of a range as text. */
function inOrder(ports: readonly PortParts[]): readonly PortParts[] {
  return ports.toSorted((a, b) => (String(a.target) < String(b.target) ? -1 : 1));
}

function parseRange(text: string): readonly number[] | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  return match?.[1] === undefined ? undefined : range(Number(match[1]), Number(match[2] ?? match[1]));
}

/** The host ports that a `published` value names; empty where it names none. */
export function publishedPorts(published: string | undefined): readonly number[] {
  return published === undefined ? [] : (parseRange(published) ?? []);
}

function range(from: number, to: number): readonly number[] {
  return to < from || to - from > 65_535 ? [] : Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
