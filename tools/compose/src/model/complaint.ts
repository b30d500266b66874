import type { Place } from '@slipway/kit';
import type { Origins } from './origins.js';
import type { ModelPath } from './traced.js';

const SETTING = /\b(?:services|networks|volumes|secrets|configs)(?:\.[\w-]+|\[\d*\])+/;
const SERVICE = /service "([^"]+)"/;

/** The place that compose means when it refuses files: it names a setting or a service, never a line. */
export function placeOfComplaint(text: string, origins: Origins): Place | undefined {
  const setting = SETTING.exec(text)?.[0];
  const service = SERVICE.exec(text)?.[1];
  const path: ModelPath | undefined =
    setting === undefined ? (service === undefined ? undefined : ['services', service]) : toPath(setting);
  const origin = path === undefined ? undefined : origins.of(path);
  return origin === undefined ? undefined : { file: origin.file, line: origin.line, column: origin.column };
}

/** Compose writes the items of a list as `ports.0`, `ports[0]` and `ports.[]`. */
function toPath(text: string): ModelPath {
  return text
    .replaceAll(/\[(\d*)\]/g, '.$1')
    .split('.')
    .filter((segment) => segment !== '')
    .map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment));
}
