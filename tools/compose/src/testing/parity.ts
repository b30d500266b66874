import { isRecord } from '@slipway/kit';
import { child, formatPath, plain, textOf, type ModelPath, type Traced, type TracedMap } from '../model/traced.js';

/** What two views of one stack have in common, and where they differ. Values are not told: they may be secret. */
export interface Parity {
  readonly compared: number;
  readonly differences: readonly string[];
}

const SECTIONS = ['services', 'networks', 'volumes', 'secrets', 'configs'];

/** What compose adds to every model by itself; names that a user chose are stars. */
const DERIVED = [
  /^(?:networks|volumes|secrets|configs)\.\*\.(?:name|ipam|external)$/,
  /^networks\.default$/,
  /^services\.\*\.(?:networks\.default|command|entrypoint|build\.(?:dockerfile|context))$/,
  /^services\.\*\.depends_on\.[^[]+\.(?:condition|required|restart)$/,
  /^services\.\*\.ports\[\d+\]\.(?:mode|protocol)$/,
  /^services\.\*\.volumes\[\d+\]\.(?:type$|(?:bind|volume)\b)/,
  /^services\.\*\.(?:deploy\.(?:placement|resources)$|develop\.watch\[\d+\]\.exec|gpus)/,
  /^services\.\*\.deploy\.resources\.reservations\.devices\[\d+\]\.count$/,
];

/** What compose takes away or turns into something else. */
const CONSUMED = [
  /^services\.\*\.(?:extends|env_file|label_file|profiles|gpus|provider|x-.*|container_name|credential_spec)\b/,
  /^(?:volumes|networks|secrets|configs)\./,
  /\.x-/,
];

/** Compose splits such a text into words. */
const WORDS =
  /^services\.\*\.(?:command|entrypoint|healthcheck\.test|(?:post_start|pre_stop)\[\d+\]\.command|develop\.watch\[\d+\]\.exec\.command)$/;

/** Compares the tree whose origins we follow with the model that compose itself prints. */
export function compareWithCompose(tree: TracedMap, model: Readonly<Record<string, unknown>>): Parity {
  const state = { compared: 0, differences: [] as string[] };
  for (const section of SECTIONS) {
    const printed = model[section];
    if (!isRecord(printed)) continue;
    for (const [name, value] of Object.entries(printed)) {
      compare(child(child(tree, section), name), value, [section, name], state);
    }
  }
  return state;
}

interface State {
  compared: number;
  readonly differences: string[];
}

function compare(node: Traced | undefined, printed: unknown, path: ModelPath, state: State): void {
  const text = formatPath(path);
  const pattern = patternOf(path);
  if (pattern.startsWith('services.*.provider.')) return;
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) {
    if (DERIVED.some((known) => known.test(pattern))) return;
    if (isRecord(printed)) {
      for (const [key, value] of Object.entries(printed)) compare(undefined, value, [...path, key], state);
    } else if (hasValue(printed)) state.differences.push(`${text}: only compose has it`);
    return;
  }
  if (WORDS.test(pattern)) {
    state.compared += 1;
    if (words(plain(node)) !== words(printed)) state.differences.push(`${text}: other words`);
    return;
  }
  if (isRecord(printed)) {
    for (const [key, value] of Object.entries(printed)) compare(child(node, key), value, [...path, key], state);
    if (node.kind === 'map') {
      for (const [key, value] of node.entries) {
        if (
          !(key in printed) &&
          hasValue(plain(value)) &&
          !CONSUMED.some((known) => known.test(patternOf([...path, key])))
        ) {
          state.differences.push(`${formatPath([...path, key])}: only the files have it`);
        }
      }
    }
    return;
  }
  if (Array.isArray(printed)) {
    if (node.kind !== 'list' || node.items.length !== printed.length) {
      state.differences.push(`${text}: other number of items`);
    }
    printed.forEach((value: unknown, index) => {
      compare(child(node, index), value, [...path, index], state);
    });
    return;
  }
  state.compared += 1;
  if (!sameValue(textOf(node), printed)) state.differences.push(`${text}: other value`);
}

function patternOf([section = '', _name, ...rest]: ModelPath): string {
  return formatPath([section, '*', ...rest]);
}

function hasValue(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return isRecord(value) ? Object.values(value).some(hasValue) : true;
}

function words(value: unknown): string {
  const all = (Array.isArray(value) ? value.map(String).join(' ') : String(value)).replace(
    /^(?:CMD|CMD-SHELL|NONE) /,
    '',
  );
  return all.replaceAll('$$', '$').replaceAll(/["'\\\s]+/g, '');
}

/** Equal, or the same size or duration in another notation. */
function sameValue(written: string | undefined, printed: unknown): boolean {
  // What compose prints can be read again: a dollar sign is doubled.
  const text = typeof printed === 'string' ? printed.replaceAll('$$', '$') : JSON.stringify(printed ?? '');
  const given = written ?? '';
  return (
    given === text ||
    Number(given) === Number(text) ||
    given.toLowerCase() === text ||
    (bytes(given) !== undefined && bytes(given) === bytes(text)) ||
    (milliseconds(given) !== undefined && milliseconds(given) === milliseconds(text)) ||
    Number.parseInt(text, 8) === Number(given)
  );
}

function bytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)i?b?$/i.exec(text);
  if (match?.[1] === undefined) return undefined;
  return Math.floor(Number(match[1]) * 1024 ** ' kmgtp'.indexOf((match[2] ?? '').toLowerCase() || ' '));
}

const UNIT_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function milliseconds(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:us|ms|[smhd]))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(us|ms|[smhd])/g)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (UNIT_MS[unit] ?? 0),
    0,
  );
}
