import { Secret } from './secret.js';
import { accept, reject, type Setting, type SettingOptions, whenUnset } from './setting.js';

/** Any text that is not empty. */
export function text(name: string, options: SettingOptions<string> = {}): Setting<string> {
  return {
    name,
    expected: 'a text',
    whenUnset: whenUnset(options),
    parse: (given) => (given === '' ? reject('is empty') : accept(given)),
  };
}

/** A whole number within bounds. */
export function integer(
  name: string,
  options: SettingOptions<number> & { readonly min: number; readonly max: number },
): Setting<number> {
  const { min, max } = options;
  return {
    name,
    expected: `a whole number from ${String(min)} to ${String(max)}`,
    whenUnset: whenUnset(options),
    parse: (given) => {
      if (!/^-?\d+$/.test(given)) {
        return reject(`${quote(given)} is not a whole number`);
      }
      const value = Number(given);
      return value < min || value > max ? reject(`${given} is out of range`) : accept(value);
    },
  };
}

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/;

/** A duration in milliseconds, written `250ms`, `8s`, `1.5m` or `2h`; a bare number means seconds. */
export function duration(
  name: string,
  options: SettingOptions<number> & { readonly minMs: number; readonly maxMs: number },
): Setting<number> {
  const { minMs, maxMs } = options;
  return {
    name,
    expected: `seconds, or a duration like 250ms, 8s or 2m, from ${inSeconds(minMs)} to ${inSeconds(maxMs)}`,
    whenUnset: whenUnset(options, inSeconds),
    parse: (given) => {
      const [, amount, unit = 's'] = DURATION.exec(given) ?? [];
      if (amount === undefined) {
        return reject(`${quote(given)} is not a duration`);
      }
      const value = Number(amount) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
      return value < minMs || value > maxMs ? reject(`${given} is out of range`) : accept(Math.round(value));
    },
  };
}

function inSeconds(ms: number): string {
  return `${String(ms / 1_000)}s`;
}

/** `true` or `false`, also written `1` or `0`. */
export function flag(name: string, options: SettingOptions<boolean> = {}): Setting<boolean> {
  return {
    name,
    expected: 'true or false',
    whenUnset: whenUnset(options),
    parse: (given) => {
      switch (given.toLowerCase()) {
        case 'true':
        case '1':
          return accept(true);
        case 'false':
        case '0':
          return accept(false);
        default:
          return reject(`${quote(given)} is neither true nor false`);
      }
    },
  };
}

/** One of a few words. */
export function choice<const W extends string>(
  name: string,
  words: readonly W[],
  options: SettingOptions<NoInfer<W>> = {},
): Setting<W> {
  return {
    name,
    expected: `one of ${words.join(', ')}`,
    whenUnset: whenUnset(options),
    parse: (given) => {
      const word = words.find((candidate) => candidate === given);
      return word === undefined ? reject(`${quote(given)} is none of them`) : accept(word);
    },
  };
}

/** Texts between commas; an empty list only by default. */
export function list(name: string, options: SettingOptions<readonly string[]> = {}): Setting<readonly string[]> {
  return {
    name,
    expected: 'texts with commas between them',
    whenUnset: whenUnset(options, (items) => items.join(',') || 'none'),
    parse: (given) => {
      const items = given.split(',').map((item) => item.trim());
      return items.includes('') ? reject(`${quote(given)} has an empty item`) : accept(items);
    },
  };
}

/** An http or https URL. A password has no place in it: whatever prints a URL would print that, too. */
export function url(name: string, options: SettingOptions<URL> = {}): Setting<URL> {
  return {
    name,
    expected: 'a URL like http://host:4005',
    whenUnset: whenUnset(options),
    parse: (given) => {
      const value = URL.canParse(given) ? new URL(given) : undefined;
      if (value === undefined) {
        return reject(`${quote(given)} is not a URL`);
      }
      if (value.protocol !== 'http:' && value.protocol !== 'https:') {
        return reject(`${quote(given)} is neither http nor https`);
      }
      return value.username === '' && value.password === ''
        ? accept(value)
        : reject(`${quote(given)} holds a user name or a password`);
    },
  };
}

/** A text that nothing prints. */
export function secret(
  name: string,
  options: SettingOptions<Secret> & { readonly minLength: number },
): Setting<Secret> {
  return {
    name,
    expected: `a secret of at least ${String(options.minLength)} characters, in ${name} or in the file named by ${name}_FILE`,
    whenUnset: whenUnset(options),
    parse: (given) => (given.length < options.minLength ? reject('is too short') : accept(new Secret(given))),
  };
}

const LONGEST_QUOTE = 60;

function quote(given: string): string {
  // Whatever stands before an @ may be the password of a URL, well formed or not.
  const shown = given.replace(/^.*@/s, '***@');
  return JSON.stringify(shown.length > LONGEST_QUOTE ? `${shown.slice(0, LONGEST_QUOTE)}…` : shown);
}
