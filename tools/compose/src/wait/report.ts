import type { Redact } from '../merged/secrets.js';
import type { Model } from '../merged/model.js';
import { docker } from '@slipway/images/docker';
import { describeState } from './describe.js';
import type { StackView } from './look.js';
import { awaitedBy } from './state.js';
import type { Broken } from './verdict.js';

/** A service that broke the chain, with what it wrote last. */
export interface Cause {
  readonly service: string;
  readonly state: string;
  readonly log: readonly string[];
}

/** What is told of a stack that is not well. */
export interface BrokenReport {
  readonly causes: readonly Cause[];
  readonly victims: readonly { readonly service: string; readonly state: string }[];
  readonly isTimeout: boolean;
  readonly message?: string;
}

const LINES = 20;

/** Gathers what the reader needs to know of a stack that is not well. Logs are shown of causes only, secrets taken out. */
export async function reportBroken(
  broken: Broken,
  view: StackView,
  { model, redact }: { readonly model: Model; readonly redact: Redact },
): Promise<BrokenReport> {
  const text = (name: string): string => {
    const state = view.states.get(name);
    return state === undefined ? '' : redact(describeState(state, awaitedBy(name, model, view.states)));
  };
  const causes = await Promise.all(
    broken.causes.map(async (service): Promise<Cause> => {
      const container = view.containers.find((candidate) => candidate.service === service);
      const log = container === undefined ? [] : await lastLines(container.id);
      return { service, state: text(service), log: log.map(redact) };
    }),
  );
  return {
    causes,
    victims: broken.victims.map((service) => ({ service, state: text(service) })),
    isTimeout: broken.isTimeout,
    ...(broken.message === undefined ? {} : { message: redact(broken.message) }),
  };
}

/** What a container wrote last to both its outputs, in the order of time. */
async function lastLines(id: string): Promise<readonly string[]> {
  const outcome = await docker(['logs', '--timestamps', '--tail', String(LINES), id]);
  if (outcome.kind !== 'exited') return [];
  return `${outcome.stdout}\n${outcome.stderr}`
    .split('\n')
    .filter((line) => line !== '')
    .sort((a, b) => (stampOf(a) < stampOf(b) ? -1 : 1))
    .slice(-LINES)
    .map((line) => line.slice(stampOf(line).length + 1));
}

function stampOf(line: string): string {
  return line.split(' ', 1)[0] ?? '';
}

/** The report as lines. */
export function renderBroken({ causes, victims, isTimeout, message }: BrokenReport): readonly string[] {
  return [
    ...causes.flatMap(({ service, state, log }) => [
      `${service}: ${state}${isTimeout ? ', and the time is over' : ''}`,
      ...(log.length === 0 ? ['  (it wrote nothing)'] : log.map((line) => `  | ${line}`)),
    ]),
    ...(message === undefined || causes.some(({ state }) => state !== '' && !state.startsWith('not started'))
      ? []
      : [message]),
    ...(victims.length === 0
      ? []
      : [`held up by that: ${victims.map(({ service, state }) => `${service} (${state})`).join(', ')}`]),
  ];
}
