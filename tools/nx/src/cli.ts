#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { describeError, UserError } from '@slipway/kit';

const USAGE = `slipway: what belongs to the whole workspace and to no project of it

  slipway doctor [--json]         look at the engine, the builder, certificates, disk and locks
  slipway images [--json]         list the images of the workspace with their sizes
  slipway lock [--json]           show which images are pinned, and to what: base images, and those of the stack
  slipway lock update [NAME...] [--dry-run] [--json]
                                  ask the registries for the digests of all of them (or of those named) and pin them
  slipway secrets [ENVIRONMENT]   write a random value for each secret of an environment that has no file and may be made up
  slipway stack TARGET [PROJECT] [-c ENVIRONMENT] [--option=value]
                                  run a target of a stack without Nx around it, for scripts: its exit code is its own
  slipway help | --help           this text
  slipway --version

Everything else is a target of a project: npx nx show projects, npx nx show project NAME`;

/** Runs the command line. @returns the exit code: 0 fine, 1 something is wrong, 64 the words are off */
async function main(words: readonly string[]): Promise<number> {
  // Its options are those of its target, which only the graph knows.
  if (words[0] === 'stack') {
    const { runStack } = await import('./stack-command.js');
    return await runStack(process.cwd(), words.slice(1)).catch(refuse);
  }
  const { positionals, values } = readWords(words);
  const [command, ...rest] = positionals;
  if (values.version === true) {
    const { readOwnVersion } = await import('./version.js');
    console.log(readOwnVersion());
    return 0;
  }
  if (values.help === true || command === undefined || command === 'help') {
    console.log(USAGE);
    return 0;
  }
  switch (command) {
    case 'doctor': {
      refuseMore(command, rest);
      const { doctor } = await import('./doctor/doctor.js');
      return await doctor(process.cwd(), { json: values.json === true });
    }
    case 'images': {
      refuseMore(command, rest);
      const { listImages } = await import('./images-command.js');
      return await listImages(process.cwd(), { json: values.json === true });
    }
    case 'secrets': {
      const { writeSecretFiles } = await import('./secrets-command.js');
      return await writeSecretFiles(process.cwd(), rest[0], { json: values.json === true });
    }
    case 'lock': {
      const { showLock, updateLock } = await import('./lock-command.js');
      const [verb, ...names] = rest;
      if (verb === undefined) return showLock(process.cwd(), { json: values.json === true });
      if (verb === 'update') {
        return await updateLock(process.cwd(), names, {
          dryRun: values['dry-run'] === true,
          json: values.json === true,
        });
      }
      throw usage(`slipway lock has no "${verb}"`);
    }
    default:
      throw usage(`there is no command "${command}"`);
  }
}

function refuseMore(command: string, rest: readonly string[]): void {
  if (rest.length > 0) throw usage(`slipway ${command} takes no "${rest.join(' ')}"`);
}

/** Input that is wrong ends a target of a stack with 2, as its executors have it. */
function refuse(error: unknown): number {
  if (!(error instanceof UserError)) throw error;
  console.error(describeError(error));
  return 2;
}

function readWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        json: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

class UsageError extends UserError {}

function usage(what: string): UsageError {
  return new UsageError({ what, fix: 'npx slipway help' });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(describeError(error));
    process.exitCode = error instanceof UsageError ? 64 : 1;
  },
);
