import { advance, failedSteps, progressOf, type Steps } from './progress.js';

const targets = ['core-0', 'api-1'];

function feed(...messages: readonly object[]): Steps {
  return messages.reduce<Steps>((steps, message) => advance(steps, JSON.stringify(message), targets), new Map());
}

const compile = { digest: 'd1', name: '[core-0 build 3/4] RUN cargo build' };

test('a step is known by its target, runs, and ends', () => {
  const started = feed({ vertexes: [{ ...compile, started: 't' }] });
  expect(progressOf(started, 'core-0')).toEqual({
    done: 0,
    cached: 0,
    known: 1,
    running: '[build 3/4] RUN cargo build',
  });
  const ended = advance(started, JSON.stringify({ vertexes: [{ ...compile, started: 't', completed: 't' }] }), targets);
  expect(progressOf(ended, 'core-0')).toEqual({ done: 1, cached: 0, known: 1 });
});

test('steps of other targets and of all of them are not counted', () => {
  const steps = feed({
    vertexes: [
      compile,
      { digest: 'd2', name: '[api-1 build 1/1] RUN x' },
      { digest: 'd3', name: '[internal] load bake definitions' },
    ],
  });
  expect(progressOf(steps, 'core-0').known).toBe(1);
});

test('a cached step is done too', () => {
  const steps = feed({ vertexes: [{ ...compile, started: 't', completed: 't', cached: true }] });
  expect(progressOf(steps, 'core-0')).toMatchObject({ done: 1, cached: 1 });
});

test('a failed step keeps its whole log; one that was cancelled is no culprit', () => {
  const data = (text: string): string => Buffer.from(text).toString('base64');
  const steps = feed(
    { vertexes: [{ ...compile, started: 't' }] },
    { logs: [{ vertex: 'd1', data: data('first\n') }] },
    { logs: [{ vertex: 'd1', data: data('second é\n') }] },
    {
      vertexes: [
        { ...compile, started: 't', completed: 't', error: 'exit code: 101' },
        { digest: 'd2', name: '[api-1 build 1/1] RUN y', error: 'Canceled: context canceled' },
      ],
    },
  );
  expect(failedSteps(steps)).toEqual([
    {
      name: '[build 3/4] RUN cargo build',
      state: 'failed',
      log: 'first\nsecond é\n',
      error: 'exit code: 101',
      target: 'core-0',
    },
  ]);
});

test.each(['', 'WARNING: no output', '{"vertexes": [', '{}'])(
  'a line that is no progress changes nothing: %j',
  (line) => {
    const steps = feed({ vertexes: [compile] });
    expect(advance(steps, line, targets)).toEqual(steps);
  },
);

test('where there is one target, its name does not stand before its steps', () => {
  const message = {
    vertexes: [
      { digest: 'd', name: '[build 1/2] RUN x', started: 't' },
      { digest: 'e', name: '[context manifests] load', started: 't' },
    ],
  };
  expect(progressOf(advance(new Map(), JSON.stringify(message), ['core-0']), 'core-0')).toEqual({
    done: 0,
    cached: 0,
    known: 1,
    running: '[build 1/2] RUN x',
  });
});
