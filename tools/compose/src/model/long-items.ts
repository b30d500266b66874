import { absolute, absolutePath } from './absolute.js';
import { cleanPath, parseMount } from './mounts.js';
import { parsePorts } from './ports.js';
import { changeText, spread, textToMap } from './shapes.js';
import { list, mapEntry, scalar, textOf, withEntry, type Traced } from './traced.js';

/** A port, or the ports of a range. */
export function port(item: Traced): readonly Traced[] {
  const text = textOf(item);
  const ports = text === undefined ? undefined : parsePorts(text);
  if (ports === undefined) return [item];
  return ports.map(({ target, published, hostIp, protocol }) =>
    spread(item.origin, { host_ip: hostIp, target, published, protocol }),
  );
}

/** A volume of a service. */
export function mount(item: Traced, folder: string): Traced {
  const text = textOf(item);
  const parts = text === undefined ? undefined : parseMount(text);
  if (parts !== undefined) {
    const { type, source, target, readOnly } = parts;
    const path = type === 'bind' && source !== undefined ? absolutePath(source, folder) : source;
    return spread(item.origin, { type, source: path, target, ...(readOnly ? { read_only: true } : {}) });
  }
  if (item.kind !== 'map') return item;
  const cleaned = mapEntry(item, 'target', (node) => changeText(node, cleanPath));
  return textOf(item.entries.get('type')) === 'bind'
    ? mapEntry(cleaned, 'source', (node) => absolute(node, folder))
    : cleaned;
}

/** A secret or config by its name alone. */
export function fileMount(item: Traced): Traced {
  return textToMap(item, 'source');
}

/** Secrets are mounted under /run/secrets where nothing else is said. */
export function secretMount(item: Traced): Traced {
  const long = fileMount(item);
  if (long.kind !== 'map' || long.entries.has('target')) return long;
  const source = textOf(long.entries.get('source'));
  return source === undefined ? long : withEntry(long, 'target', scalar(`/run/secrets/${source}`, long.origin));
}

/** `/dev/x:/dev/y:rw` */
export function device(item: Traced): Traced {
  const text = textOf(item);
  if (text === undefined) return item;
  const [source = '', target = source, permissions = 'rwm'] = text.split(':');
  return spread(item.origin, { source, target, permissions });
}

/** Compose writes hosts as a sorted list of `name=address`. */
export function hostList(node: Traced): Traced {
  const items =
    node.kind === 'list'
      ? node.items.map((item) => changeText(item, (text) => (text.includes('=') ? text : text.replace(':', '='))))
      : node.kind === 'map'
        ? [...node.entries].flatMap(([name, value]) =>
            (value.kind === 'list' ? value.items : [value]).map((address) =>
              scalar(`${name}=${textOf(address) ?? ''}`, address.origin),
            ),
          )
        : undefined;
  return items === undefined ? node : list(items, node.origin);
}
