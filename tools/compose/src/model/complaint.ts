import type { Place } from '@slipway/kit';
import type { Origins } from './origins.js';
import type { ModelPath, Origin, Traced } from './traced.js';

const SETTING = /\b(?:services|networks|volumes|secrets|configs)(?:\.[\w-]+|\.?\[[\w.-]*\])+/;
const SERVICE = /service "([^"]+)"/;
const UNKNOWN = /additional propert(?:y|ies) '([^']+)'/i;
/** A complaint about a value that says not where it stands. */
const VALUE = /^(?:invalid|bad|malformed) [\w ]+: "?([^\s"]+)"?$/im;

/** The place that compose means when it refuses files: it names a setting, a service or a value, never a line. */
export function placeOfComplaint(text: string, origins: Origins): Place | undefined {
  const setting = SETTING.exec(text)?.[0];
  const service = SERVICE.exec(text)?.[1];
  const path: ModelPath | undefined =
    setting === undefined ? (service === undefined ? undefined : ['services', service]) : toPath(setting);
  const unknown = UNKNOWN.exec(text)?.[1];
  const origin =
    path !== undefined
      ? origins.of(unknown === undefined ? path : [...path, unknown])
      : (onlyOne(VALUE.exec(text)?.[1], origins.tree) ?? (unknown === undefined ? undefined : origins.of([unknown])));
  return origin === undefined ? undefined : { file: origin.file, line: origin.line, column: origin.column };
}

/** Compose writes the items of a list as `ports.0`, `ports[0]`, `ports.[0]` and `ports.[]`, and names as `services[api]` too. */
function toPath(text: string): ModelPath {
  return text
    .replaceAll(/\.?\[([^\]]*)\]/g, '.$1')
    .split('.')
    .filter((segment) => segment !== '')
    .map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
}

/** The place of a value, if it stands at one place only. */
function onlyOne(value: string | undefined, tree: Traced): Origin | undefined {
  if (value === undefined) return undefined;
  const found: Origin[] = [];
  const walk = (node: Traced): void => {
    if (node.kind === 'map') for (const inner of node.entries.values()) walk(inner);
    else if (node.kind === 'list') for (const inner of node.items) walk(inner);
    else if (String(node.value) === value) found.push(node.origin);
  };
  walk(tree);
  const [first, ...others] = found;
  return others.some(({ file, line }) => file !== first?.file || line !== first.line) ? undefined : first;
}
