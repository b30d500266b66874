/** What a service can be told to do on its command line. */
export type Command =
  | { readonly kind: 'serve' }
  | { readonly kind: 'healthcheck' }
  | { readonly kind: 'version' }
  | { readonly kind: 'help' }
  | { readonly kind: 'unknown'; readonly argument: string };

/** Reads the arguments that follow the name of the program. */
export function parseArguments([first = 'serve', second]: readonly string[]): Command {
  if (second !== undefined) {
    return { kind: 'unknown', argument: second };
  }
  switch (first) {
    case 'serve':
    case 'healthcheck':
      return { kind: first };
    case '--version':
    case '-V':
      return { kind: 'version' };
    case '--help':
    case '-h':
      return { kind: 'help' };
    default:
      return { kind: 'unknown', argument: first };
  }
}
