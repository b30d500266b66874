import { parseArgs } from 'node:util';
import { UserError } from '@slipway/kit';

/** Text of `--help`. */
export const USAGE = `usage: node tools/engine/dist/cli.js [--json] [--dry-run] [name ...]

Sees to an engine that answers and to the base images: those named, or all of images.lock.json.

  --json     print one JSON document instead of lines
  --dry-run  say what would be done, and do nothing
`;

/** What is asked for on the command line. */
export interface CommandLine {
  readonly mode: 'act' | 'dry-run' | 'help';
  readonly format: 'lines' | 'json';
  readonly names: readonly string[];
}

/** @throws UserError for what is no option of ours */
export function parseCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    const mode = values.help === true ? 'help' : values['dry-run'] === true ? 'dry-run' : 'act';
    return { mode, format: values.json === true ? 'json' : 'lines', names: positionals };
  } catch (error) {
    throw new UserError(
      { what: error instanceof Error ? error.message : String(error), fix: USAGE.trimEnd() },
      { cause: error },
    );
  }
}
