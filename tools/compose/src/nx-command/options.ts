import { readFileSync } from 'node:fs';
import { isRecord, UserError, type Problem } from '@slipway/kit';
import { closest } from '../closest.js';

/** An executor of this room, as executors.json has it. */
export type ExecutorName = 'up' | 'down' | 'logs' | 'ps' | 'shell' | 'check' | 'config' | 'job';

/**
 * Nx hands on what nobody knows, words without dashes too, unless a schema forbids it; and then it says that a name "is not found in
 * schema", and not which was meant. So the schemas do not forbid it, and it is looked for here.
 * @param options as Nx gives them to the executor
 * @param target what the user calls it
 * @throws UserError that names every option which the executor does not have
 */
export function checkOptions(executor: ExecutorName, options: object, target: string = executor): void {
  const known = namesOf(executor);
  const problems = Object.entries(options).flatMap(([name, value]): readonly Problem[] => {
    if (name === '_') return [wordsProblem(target, value, known)];
    // What Nx adds of its own.
    if (known.includes(name) || name.startsWith('__')) return [];
    return [{ what: `${target} has no option ${dashed(name)}`, fix: suggest(name, known) }];
  });
  if (problems.length > 0) throw new UserError(problems);
}

function namesOf(executor: ExecutorName): readonly string[] {
  const file = new URL(`../../src/${executor}/schema.json`, import.meta.url);
  const schema: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return isRecord(schema) && isRecord(schema['properties']) ? Object.keys(schema['properties']) : [];
}

function wordsProblem(target: string, value: unknown, known: readonly string[]): Problem {
  const words = (Array.isArray(value) ? value : [value]).map(String);
  const what = `${target} takes no "${words.join(' ')}"`;
  return {
    what,
    fix: known.includes('services') ? `for services: --services=${words.join(',')}` : `its options are ${list(known)}`,
  };
}

function suggest(name: string, known: readonly string[]): string {
  const likely = closest(name, known);
  return likely === undefined ? `its options are ${list(known)}` : `did you mean ${dashed(likely)}?`;
}

function list(names: readonly string[]): string {
  return names.map(dashed).join(', ');
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
