import type { BaseImageFacts, BaseImagesFacts, Workshop } from './facts.js';
import { describeBaseImageStep, planBaseImages, problemsOf } from './plan.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const nobody = { kind: 'unreachable', reason: 'lookup registry: no such host' } as const;
const answers = { kind: 'answers' } as const;

const bareDebian: Workshop = {
  distribution: { id: 'debian', codename: 'bookworm', name: 'Debian' },
  isRoot: true,
  hasMmdebstrap: false,
  hasNpm: true,
  platform: 'linux/amd64',
  enginePlatform: 'linux/amd64',
};

function image(name: string, changes: Partial<BaseImageFacts> = {}): BaseImageFacts {
  return { name, locked: undefined, local: undefined, holdsLocked: false, registry: undefined, ...changes };
}

function read(
  images: readonly BaseImageFacts[],
  changes: Partial<BaseImagesFacts> = {},
): { steps: string[]; problems: string[] } {
  const { steps, missing } = planBaseImages({ images, present: new Set(), workshop: bareDebian, ...changes });
  return {
    steps: steps.map(describeBaseImageStep),
    problems: problemsOf(missing).map(({ what, fix }) => `${what} | ${fix ?? ''}`),
  };
}

describe('an image that can be had without building', () => {
  const real = { digests: [`node@${DIGEST}`], standIn: undefined };
  test.each<[string, Partial<BaseImageFacts>, string]>([
    ['is here', { local: real }, 'node:24-slim: found'],
    ['is here as a stand-in', { local: { digests: [], standIn: 'why' } }, 'node:24-slim: found, a stand-in (why)'],
    [
      'is here as a stand-in, and locked',
      { local: { digests: [], standIn: 'why' }, locked: DIGEST },
      'node:24-slim: found, a stand-in (why)',
    ],
    ['is here with the locked digest', { local: real, locked: DIGEST, holdsLocked: true }, 'node:24-slim: found'],
    ['is here by its digest only', { locked: DIGEST, holdsLocked: true }, `node:24-slim: tag node@${DIGEST}`],
    ['is in the registry', { registry: answers }, 'node:24-slim: pull node:24-slim'],
    [
      'is in the registry with the locked digest',
      { registry: answers, locked: DIGEST },
      `node:24-slim: pull node@${DIGEST}`,
    ],
    [
      'is here with another digest than the locked one',
      { local: real, registry: answers, locked: OTHER },
      `node:24-slim: pull node@${OTHER}`,
    ],
  ])('%s', (_name, changes, expected) => {
    expect(read([image('node:24-slim', changes)])).toEqual({ steps: [expected], problems: [] });
  });

  test.each([
    ['nobody has it', undefined, true],
    ['the user gave it to another digest', real, false],
  ])('gets the name where %s', (_name, local, tags) => {
    const facts = image('node:24-slim', { registry: answers, locked: OTHER, local });
    expect(planBaseImages({ images: [facts], present: new Set(), workshop: bareDebian }).steps).toMatchObject([
      { kind: 'pull', tags },
    ]);
  });

  test('keeps the port of a registry in its name', () => {
    expect(read([image('localhost:5000/team/base', { registry: answers, locked: DIGEST })]).steps).toEqual([
      `localhost:5000/team/base: pull localhost:5000/team/base@${DIGEST}`,
    ]);
  });
});

describe('where no registry answers', () => {
  test('a stand-in is built, and first what it is built upon, once', () => {
    const missing = ['python:3.13-slim', 'node:24-slim', 'rust:1-slim'].map((name) =>
      image(name, { registry: nobody }),
    );
    expect(read(missing)).toEqual({
      steps: [
        'mmdebstrap: prepare (it is not installed)',
        'debian:forky-slim: build a stand-in from packages, after mmdebstrap (lookup registry: no such host)',
        'debian:trixie-slim: build a stand-in from packages, after mmdebstrap (lookup registry: no such host)',
        'rust:1-slim: build a stand-in from packages, after debian:forky-slim (lookup registry: no such host)',
        'python:3.13-slim: build a stand-in from packages, after debian:trixie-slim (lookup registry: no such host)',
        'node:24-slim: build a stand-in from packages, after debian:trixie-slim (lookup registry: no such host)',
      ],
      problems: [],
    });
  });

  test('what is here is built upon as it is', () => {
    const { steps } = read([image('golang:1.26', { registry: nobody })], { present: new Set(['debian:trixie-slim']) });
    expect(steps).toEqual([
      'golang:1.26: build a stand-in from packages, after debian:trixie-slim (lookup registry: no such host)',
    ]);
  });

  test('a stand-in waits for everything that it is built upon', () => {
    const { steps } = read([image('mongo:8.0.29', { registry: nobody })], { present: new Set(['debian:forky-slim']) });
    expect(steps).toEqual([
      'mmdebstrap: prepare (it is not installed)',
      'debian:trixie-slim: build a stand-in from packages, after mmdebstrap (lookup registry: no such host)',
      'golang:1.26: build a stand-in from packages, after debian:trixie-slim (lookup registry: no such host)',
      'mongo:8.0.29: build a stand-in from packages, after golang:1.26, debian:forky-slim (lookup registry: no such host)',
    ]);
  });

  test('what cannot be had keeps nothing else back, and is named', () => {
    const images = ['redis:8.10.1-alpine', 'grafana/grafana:13.1.0', 'ollama/ollama:0.32.15'].map((name) =>
      image(name, { registry: nobody }),
    );
    const plan = planBaseImages({ images, present: new Set(['debian:forky-slim']), workshop: bareDebian });
    expect(plan.steps.map(({ name }) => name)).toEqual(['redis:8.10.1-alpine']);
    expect(plan.missing.map(({ name }) => name)).toEqual(['grafana/grafana:13.1.0', 'ollama/ollama:0.32.15']);
  });

  test.each<[string, string, Partial<Workshop>, RegExp]>([
    [
      'nothing is known of the image',
      'grafana/grafana:1',
      {},
      /^grafana\/grafana:1 is not here, .*no such host.* no stand-in is known .* debian, rust, golang, .*, redis$/,
    ],
    [
      'this is not Debian',
      'node:24-slim',
      { distribution: undefined },
      /^debian:trixie-slim is not here.*on Debian only$/,
    ],
    ['nobody may install the bootstrapper', 'debian:trixie-slim', { isRoot: false }, /sudo apt-get install mmdebstrap/],
    [
      'the engine is of another kind',
      'debian:trixie-slim',
      { enginePlatform: 'linux/arm64' },
      /for linux\/arm64 cannot be built on linux\/amd64/,
    ],
    ['npm is missing', 'node:24-slim', { hasNpm: false }, /where npm is on PATH/],
  ])('the user is told where %s', (_name, name, workshop, expected) => {
    const { steps, problems } = read([image(name, { registry: nobody })], { workshop: { ...bareDebian, ...workshop } });
    expect(steps).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  test('an obstacle that several share is told once', () => {
    const missing = ['python:3.13-slim', 'node:24-slim'].map((name) => image(name, { registry: nobody }));
    expect(read(missing, { workshop: { ...bareDebian, distribution: undefined } }).problems).toHaveLength(1);
  });

  test('the bootstrapper may be there without root', () => {
    const workshop = { ...bareDebian, isRoot: false, hasMmdebstrap: true };
    expect(read([image('debian:forky-slim', { registry: nobody })], { workshop }).problems).toEqual([]);
  });
});
