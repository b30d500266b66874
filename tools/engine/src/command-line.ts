import { parseArgs } from 'node:util';
import { UserError } from '@slipway/kit';

/** Text of `--help`. */
export const USAGE = `usage: node tools/engine/dist/cli.js [--json] [--dry-run] [--leave-out] [name ...]

Sees to an engine that answers and to the base images: those named, or all of images.lock.json.

  --json       print one JSON document instead of lines
  --dry-run    say what would be done, and do nothing
  --leave-out  an image that cannot be had here is told and is no failure
`;

/** What is asked for on the command line. */
export interface CommandLine {
  readonly mode: 'act' | 'dry-run' | 'help';
  readonly format: 'lines' | 'json';
  /** What an image is that cannot be had. */
  readonly missing: 'fail' | 'report';
  readonly names: readonly string[];
}

/** @throws UserError for what is no option of ours */
export function parseCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        'leave-out': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const mode = values.help === true ? 'help' : values['dry-run'] === true ? 'dry-run' : 'act';
    return {
      mode,
      format: values.json === true ? 'json' : 'lines',
      missing: values['leave-out'] === true ? 'report' : 'fail',
      names: positionals,
    };
  } catch (error) {
    throw new UserError(
      { what: error instanceof Error ? error.message : String(error), fix: USAGE.trimEnd() },
      { cause: error },
    );
  }
}
