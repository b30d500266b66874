import { map, list, scalar, textOf, type Origin, type ScalarValue, type Traced, type TracedMap } from './traced.js';

/** A mapping all of whose values come from one place. */
export function spread(origin: Origin, values: Readonly<Record<string, ScalarValue | undefined>>): TracedMap {
  const entries = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, scalar(value, origin)] as const],
  );
  return map(entries, origin);
}

/** A text as the mapping that it is short for. */
export function textToMap(node: Traced, key: string): Traced {
  const text = textOf(node);
  return text === undefined ? node : spread(node.origin, { [key]: text });
}

/** A text alone as the list of one. */
export function textToList(node: Traced): Traced {
  return textOf(node) === undefined ? node : list([node], node.origin);
}

/** `[NAME=value, OTHER]` as a mapping; a name alone has the value null. */
export function pairsToMap(node: Traced): Traced {
  if (node.kind !== 'list') return node;
  const entries = node.items.flatMap((item) => {
    const text = textOf(item);
    if (text === undefined) return [];
    const at = text.indexOf('=');
    return [
      at === -1
        ? ([text, scalar(null, item.origin)] as const)
        : ([text.slice(0, at), scalar(text.slice(at + 1), item.origin)] as const),
    ];
  });
  return map(entries, node.origin);
}

/** A list of names as a mapping to the same value each. */
export function namesToMap(node: Traced, value?: Readonly<Record<string, ScalarValue>>): Traced {
  if (node.kind !== 'list') return node;
  const entries = node.items.flatMap((item) => {
    const name = textOf(item);
    if (name === undefined) return [];
    return [[name, value === undefined ? scalar(null, item.origin) : spread(item.origin, value)] as const];
  });
  return map(entries, node.origin);
}

/** Changes a text and leaves anything else. */
export function changeText(node: Traced, change: (text: string) => string): Traced {
  const text = textOf(node);
  return text === undefined ? node : scalar(change(text), node.origin);
}
