import { readFileSync } from 'node:fs';

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where the text of a setting was found. */
export type Source =
  | { readonly kind: 'unset' }
  | { readonly kind: 'text'; readonly text: string; readonly file?: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * Finds the text of a setting in `NAME`, or in the file that `NAME_FILE` names, less one trailing newline.
 * An empty variable counts as unset, since that is what compose makes of `${NAME:-}`.
 */
export function findSource(environment: Environment, name: string): Source {
  const text = environment[name] ?? '';
  const file = environment[`${name}_FILE`] ?? '';
  if (text !== '' && file !== '') {
    return { kind: 'unreadable', reason: `is set twice, as ${name} and as ${name}_FILE: remove one of them` };
  }
  if (file !== '') {
    return readSource(name, file);
  }
  return text === '' ? { kind: 'unset' } : { kind: 'text', text };
}

function readSource(name: string, file: string): Source {
  try {
    return { kind: 'text', text: readFileSync(file, 'utf8').replace(/\r?\n$/, ''), file };
  } catch (error) {
    return { kind: 'unreadable', reason: `the file that ${name}_FILE names cannot be read: ${because(error, file)}` };
  }
}

function because(error: unknown, file: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return `there is no ${file}`;
    case 'EACCES':
      return `this user may not read ${file}`;
    case 'EISDIR':
      return `${file} is a directory`;
    default:
      return `${file} (${String(code ?? error)})`;
  }
}
