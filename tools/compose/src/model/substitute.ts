/** A variable that the text asks for. */
export interface VariableUse {
  readonly name: string;
  readonly state: 'set' | 'unset' | 'required';
  /** What `${NAME:?message}` says, for the state `required`. */
  readonly message?: string;
}

export type Lookup = (name: string) => string | undefined;

const NAME = /^[_a-z][_a-z0-9]*/i;
const OPERATOR = /^:?[-+?]/;

/**
 * Replaces `$NAME`, `${NAME}` and `${NAME:-default}` with its relatives as compose does
 * (https://docs.docker.com/reference/compose-file/interpolation/); `$$` is a dollar sign. What is malformed stays: compose reports it.
 * @param onUse told of each variable whose value, or whose lack of one, came to count
 */
export function substitute(text: string, lookup: Lookup, onUse: (use: VariableUse) => void = () => undefined): string {
  let result = '';
  let rest = text;
  for (let at = rest.indexOf('$'); at !== -1; at = rest.indexOf('$')) {
    result += rest.slice(0, at);
    rest = rest.slice(at);
    const { value, length } = replaceFirst(rest, lookup, onUse);
    result += value;
    rest = rest.slice(length);
  }
  return result + rest;
}

/** The replacement of the reference that `text` starts with, and how much of the text it takes. */
function replaceFirst(
  text: string,
  lookup: Lookup,
  onUse: (use: VariableUse) => void,
): { readonly value: string; readonly length: number } {
  if (text.startsWith('$$')) return { value: '$', length: 2 };
  const braced = text.startsWith('${');
  const name = NAME.exec(text.slice(braced ? 2 : 1))?.[0];
  if (name === undefined) return { value: '$', length: 1 };
  const value = lookup(name);
  const state = value === undefined ? 'unset' : 'set';
  if (!braced) {
    onUse({ name, state });
    return { value: value ?? '', length: name.length + 1 };
  }
  const end = closingBrace(text);
  if (end === -1) return { value: '$', length: 1 };
  const tail = text.slice(2 + name.length, end);
  const length = end + 1;
  const operator = OPERATOR.exec(tail)?.[0];
  if (operator === undefined) {
    if (tail !== '') return { value: text.slice(0, length), length };
    onUse({ name, state });
    return { value: value ?? '', length };
  }
  const word = tail.slice(operator.length);
  // A colon makes an empty value count as none.
  const given = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  switch (operator.at(-1)) {
    case '-':
      return { value: given ? (value ?? '') : substitute(word, lookup, onUse), length };
    case '+':
      return { value: given ? substitute(word, lookup, onUse) : (value ?? ''), length };
    default:
      onUse(given ? { name, state: 'set' } : { name, state: 'required', message: substitute(word, lookup) });
      return { value: value ?? '', length };
  }
}

function closingBrace(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}
