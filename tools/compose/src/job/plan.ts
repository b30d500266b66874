import { UserError } from '@slipway/kit';
import type { Model } from '../merged/model.js';

/** What can be done once in a stack, by the label that says how. */
export const jobLabels = { seed: 'dev.slipway.seed', migrate: 'dev.slipway.migrate' } as const;
export type Job = keyof typeof jobLabels;

/** One command to run in a new container of a service; none: what the service itself runs. */
export interface JobCommand {
  readonly service: string;
  readonly command: readonly string[];
}

/**
 * The commands that the services of a stack name for a job: the label's value is `true` for a service that is the job itself, else the
 * words of its command.
 * @throws UserError where no service names one
 */
export function planJob(job: Job, model: Model, wanted: readonly string[]): readonly JobCommand[] {
  const label = jobLabels[job];
  const commands = Object.entries(model.services).flatMap(([service, { labels }]): JobCommand[] => {
    const value = labels[label];
    if (value === undefined || value === 'false') return [];
    return wanted.length > 0 && !wanted.includes(service) ? [] : [{ service, command: wordsOf(value) }];
  });
  if (commands.length > 0) return commands;
  throw new UserError({
    what: `no service${wanted.length === 0 ? '' : ` of ${wanted.join(', ')}`} says how to ${job}`,
    fix: `give one the label ${label}: its value is the command, or "true" where running the service is the job`,
  });
}

/** The words of a command: a JSON list, or text with quotes as a shell has them. */
export function wordsOf(value: string): readonly string[] {
  const text = value.trim();
  if (text === 'true') return [];
  if (text.startsWith('[')) {
    const list = parseList(text);
    if (list !== undefined) return list;
  }
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

function parseList(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map(String) : undefined;
  } catch {
    // It only looks like a list.
    return undefined;
  }
}
