import { describeDuration } from '../terminal/duration.js';
import { holderText } from '../preflight/ports.js';
import type { Container } from '../observe/engine.js';
import type { UpFacts } from './observe.js';
import type { UpSettings } from './options.js';

/** One thing that a run is going to do, and why. */
export interface Step {
  readonly kind: 'write-secret' | 'image' | 'build' | 'pull' | 'move-port' | 'start' | 'keep' | 'wait';
  readonly subject: string;
  readonly cause: string;
}

/** All that a run is going to do, in order, as data. */
export interface UpPlan {
  readonly project: string;
  readonly services: readonly string[];
  readonly steps: readonly Step[];
}

/** Plans a run from what was seen. What compose changes in a service that runs already only compose can tell. */
export function planUp(facts: UpFacts, settings: UpSettings, display: (file: string) => string): UpPlan {
  const { model, selected, images, containers, moved, secretsToWrite } = facts;
  const steps: Step[] = [
    ...secretsToWrite.map(({ name, file }): Step => ({
      kind: 'write-secret',
      subject: display(file),
      cause: `the secret ${name} has no value yet`,
    })),
    ...moved.map((port): Step => ({
      kind: 'move-port',
      subject: `${port.service}: ${String(port.hostPort)} becomes ${String(port.movedTo)}`,
      cause: holderText(port.holder),
    })),
    ...(settings.build
      ? [
          ...[...images.projects].map(([project, services]): Step => ({
            kind: 'image',
            subject: project,
            cause: `runs in ${services.join(', ')}`,
          })),
          ...images.composeBuilds.map((service): Step => ({
            kind: 'build',
            subject: service,
            cause: 'its compose file says how',
          })),
        ]
      : []),
    ...images.others.map(({ image, services }): Step => ({
      kind: 'pull',
      subject: image,
      cause: `where it is missing; runs in ${services.join(', ')}`,
    })),
    ...selected.map((name): Step => startStep(name, containers)),
    { kind: 'wait', subject: 'all of them', cause: `at most ${describeDuration(settings.timeoutMs)}` },
  ];
  return { project: model.name, services: selected, steps };
}

function startStep(name: string, containers: readonly Container[]): Step {
  const own = containers.filter(({ service, oneOff }) => service === name && !oneOff);
  const running = own.filter(({ state }) => state === 'running');
  if (own.length > 0 && running.length === own.length) {
    return { kind: 'keep', subject: name, cause: 'it runs; compose makes it anew where its settings changed' };
  }
  return { kind: 'start', subject: name, cause: own.length === 0 ? 'it is not there' : `it is ${own[0]?.state ?? ''}` };
}

const VERBS: Readonly<Record<Step['kind'], string>> = {
  'write-secret': 'write secret',
  'move-port': 'move port',
  image: 'image',
  build: 'build',
  pull: 'pull',
  start: 'start',
  keep: 'keep',
  wait: 'wait for',
};

/** A plan as lines: what, of what, why. */
export function renderPlan({ project, steps }: UpPlan): readonly string[] {
  const verbs = Math.max(...steps.map(({ kind }) => VERBS[kind].length));
  const subjects = Math.max(...steps.map(({ subject }) => subject.length));
  return [
    `compose project ${project}`,
    ...steps.map(({ kind, subject, cause }) => `  ${VERBS[kind].padEnd(verbs)}  ${subject.padEnd(subjects)}  ${cause}`),
  ];
}
