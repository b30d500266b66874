/** Where an executor's words go. */
export interface Output {
  /** For people. */
  readonly say: (line: string) => void;
  /** For machines; nothing where people are meant. */
  readonly json: (value: unknown) => void;
}

/**
 * Opens the output of an executor. With `json` only the data is on standard output, and all that is for people is on standard error, also
 * what other rooms print meanwhile.
 */
export function openOutput({ json }: { readonly json: boolean }): Output {
  if (!json) {
    return {
      say: (line) => {
        console.log(line);
      },
      json: () => undefined,
    };
  }
  const write = console.log.bind(console);
  console.log = console.error.bind(console);
  return {
    say: (line) => {
      console.error(line);
    },
    json: (value) => {
      write(JSON.stringify(value, null, 2));
    },
  };
}
