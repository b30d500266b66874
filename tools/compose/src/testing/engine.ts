import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { askEngine, docker } from '@slipway/images/docker';
import { UserError } from '@slipway/kit';

/** A folder with a stack of its own name, and what executors are given there. */
export interface TestStack {
  readonly root: string;
  /** What compose calls it. */
  readonly name: string;
  readonly context: ExecutorContext;
  readonly write: (file: string, text: string) => void;
  /** Stops all and removes the folder. */
  readonly remove: () => Promise<void>;
}

/** True where an engine answers and holds the image that these tests run. */
export async function hasEngine(): Promise<boolean> {
  try {
    return (await askEngine(`/images/${TINY}/json`)).status === 200;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** An image with a shell that every machine which builds this repository has. */
export const TINY = 'debian:trixie-slim';

/** Makes a stack in a temporary folder. @param files names to texts; the compose file's services run {@link TINY} */
export function makeStack(files: Readonly<Record<string, string>>): TestStack {
  const root = mkdtempSync(join(tmpdir(), 'slipway-stack-'));
  const name = basename(root).toLowerCase();
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  const projects = { stack: { root: '.', name: 'stack' } };
  const context: ExecutorContext = {
    root,
    cwd: root,
    isVerbose: false,
    projectName: 'stack',
    projectGraph: { nodes: {}, dependencies: {} },
    projectsConfigurations: { version: 2, projects },
    nxJsonConfiguration: {},
  };
  return {
    root,
    name,
    context,
    write,
    remove: async () => {
      await docker(['compose', '-p', name, 'down', '--volumes', '--remove-orphans', '--timeout', '0'], {
        cwd: tmpdir(),
      });
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A service that runs until it is told to stop. */
export const RUNS = `image: ${TINY}
    init: true
    command: [sleep, infinity]`;
