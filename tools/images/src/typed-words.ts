import { isRecord } from '@slipway/kit';
import type { OptionSchema } from './option-schema.js';

/**
 * An option as it was typed. Nx reads `--tags=1.10` as the number 1.1, which is another tag; so where a text is asked for and a number
 * came, the words of the command line decide. A number from a file stays one: what was written there is not known.
 * @param words of the command line, from the target on
 */
export function asTyped(name: string, value: unknown, schema: OptionSchema, words: readonly string[]): unknown {
  const typed = wordsFor(name, words);
  const last = typed.at(-1);
  if (last === undefined) return value;
  switch (schema.type) {
    case 'string':
      return typeof value === 'number' ? last.text : value;
    case 'array': {
      const holdsNumber =
        typeof value === 'number' || (Array.isArray(value) && value.some((item) => typeof item === 'number'));
      return holdsNumber ? typed.flatMap(({ text }) => text.split(',')) : value;
    }
    case 'object': {
      if (!isRecord(value)) return value;
      const texts = new Map(typed.map(({ key, text }) => [key, text]));
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [
          key,
          typeof inner === 'number' ? (texts.get(key) ?? inner) : inner,
        ]),
      );
    }
    default:
      return value;
  }
}

/** True where an option stands among the words. */
export function isTyped(name: string, words: readonly string[]): boolean {
  return wordsFor(name, words).length > 0;
}

/** `--build-args.A=1`, `--buildArgs.A 1` and `--tags 1.10`: what follows, and the key of an object that it is for. */
function wordsFor(name: string, words: readonly string[]): readonly { readonly key: string; readonly text: string }[] {
  return words.flatMap((word, at) => {
    const [, option = '', key = '', text] = /^--([\w-]+)(?:\.([^=]+))?(?:=(.*))?$/s.exec(word) ?? [];
    return toCamelCase(option.replace(/^no-/, '')) === name ? [{ key, text: text ?? words[at + 1] ?? '' }] : [];
  });
}

function toCamelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());
}
