import type { Example } from './rule.js';

/** A compose file as an example: the indentation that all lines share is taken away. */
export function example(text: string, more: Omit<Example, 'compose'> = {}): Example {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents);
  return { compose: `${lines.map((line) => line.slice(shared)).join('\n')}\n`, ...more };
}

/** A service that says nothing of itself but its image: what a rule that asks for something finds missing. */
export const bareService: Example = example(`
  services:
    api: # here
      image: example/api:1.4
`);
