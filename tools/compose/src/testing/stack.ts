import { posix } from 'node:path';
import { originsOf } from '../model/origins.js';
import { stackOf, type Stack } from '../model/stack.js';
import { plain } from '../model/traced.js';

/** The folder that stacks in memory lie in. */
export const ROOT = '/workspace';

/** A stack that is only in memory: its files by name, and those given with `-f`. */
export interface StackTexts {
  readonly texts: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Loads a stack from memory, with our own merge in the place of compose's: fast, and no docker needed. A test holds the two together. */
export function stackInMemory({ texts, files = ['compose.yml'], environment = {} }: StackTexts): Stack {
  const origins = originsOf({
    root: ROOT,
    files,
    environment,
    read: (path) => texts[posix.relative(ROOT, path)],
  });
  return stackOf(normalize(plain(origins.tree)), origins, ROOT);
}

interface Written {
  services?: Record<string, Record<string, unknown> | null>;
  networks?: Record<string, unknown>;
}

/** What compose adds to every model, as far as rules look at it. */
function normalize(merged: unknown): Written {
  const model = merged as Written;
  const services = Object.entries(model.services ?? {}).map(([name, written]): [string, Record<string, unknown>] => {
    const service = { ...written };
    const check = service['healthcheck'] as Record<string, unknown> | null | undefined;
    if (typeof check?.['test'] === 'string') service['healthcheck'] = { ...check, test: ['CMD-SHELL', check['test']] };
    for (const key of ['command', 'entrypoint']) {
      const line = service[key];
      if (typeof line === 'string') service[key] = splitWords(line);
    }
    const networks = service['networks'] as object | null | undefined;
    if (service['network_mode'] === undefined && Object.keys(networks ?? {}).length === 0) {
      service['networks'] = { default: null };
    }
    return [name, service];
  });
  return { ...model, services: Object.fromEntries(services), networks: { default: null, ...model.networks } };
}

function splitWords(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}
