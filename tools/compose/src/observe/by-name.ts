import { tmpdir } from 'node:os';
import { docker } from '@slipway/images/docker';
import { UserError } from '@slipway/kit';
import type { RunOptions, RunOutcome } from '@slipway/kit/process';
import { didYouMean } from '../closest.js';
import { servicesOf } from '../files/load.js';
import { fragmentsOf, type StackSession } from '../session.js';
import type { Container } from './engine.js';

/**
 * Runs a compose command on what runs under a stack's name, without its files: so that a stack can be looked at and stopped whatever
 * became of them, and without the values they ask for.
 */
export function composeByName(
  { composeName }: StackSession,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunOutcome> {
  // Compose looks for files from its folder upwards; none of these has any.
  return docker(['compose', '-p', composeName, ...args], { cwd: tmpdir(), ...options });
}

/** @throws UserError that names every service which the stack does not have */
export function checkServices(
  wanted: readonly string[],
  session: StackSession,
  containers: readonly Container[],
): void {
  const known = new Set([
    ...fragmentsOf(session)
      .filter(({ role }) => role !== 'extended')
      .flatMap(({ data }) => servicesOf(data).map(([name]) => name)),
    ...containers.flatMap(({ service }) => service ?? []),
  ]);
  const problems = wanted
    .filter((name) => !known.has(name))
    .map((name) => ({ what: `there is no service "${name}" in this stack`, fix: didYouMean(name, [...known]) }));
  if (problems.length > 0) throw new UserError(problems);
}
