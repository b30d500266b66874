import { diagnose } from './diagnose.js';
import type { Step } from './progress.js';

function step(log: string, error = 'process "/bin/sh -c x" did not complete successfully: exit code: 101'): Step {
  return {
    name: '[build 3/4] RUN --mount=type=secret,id=ca cargo build',
    state: 'failed',
    log,
    error,
    target: 'core-0',
  };
}

test('names the step, its exit code, and its place in the Dockerfile', () => {
  const [problem] = diagnose(
    'core',
    'docker/rust.Dockerfile',
    [step('error[E0308]')],
    'Dockerfile:42\n----\nERROR: target core-0: failed',
  );
  expect(problem).toEqual({
    what: 'core: [build 3/4] RUN cargo build failed (exit code 101)',
    where: { file: 'docker/rust.Dockerfile', line: 42 },
  });
});

test.each([
  [
    'error: the lock file /workspace/Cargo.lock needs to be updated but --locked was passed',
    'Cargo.lock',
    'cargo update --workspace',
  ],
  [
    'npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync',
    'package-lock.json',
    'npm install',
  ],
  ['missing go.sum entry for module providing package x', 'go.sum', 'go mod tidy'],
  ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE', 'requirements.txt', 'generate-hashes'],
])('a lock that is out of date is told with the command that mends it: %s', (log, file, command) => {
  const problem = diagnose('core', 'd', [step(log)], '').at(-1);
  expect(problem?.where?.file).toBe(file);
  expect(problem?.fix).toContain(command);
});

test('a file outside of the context is told as a missing dependency', () => {
  const failed = step('', 'failed to calculate checksum of ref x: "/libs/other/a.txt": not found');
  const problem = diagnose('core', 'd', [failed], '').at(-1);
  expect(problem?.what).toContain('libs/other/a.txt');
  expect(problem?.fix).toContain('dependency');
});

test('where no step failed, what the client said is told', () => {
  expect(diagnose('core', 'd', [], 'x\nERROR: the definition is odd\n')).toEqual([
    { what: 'core was not built: ERROR: the definition is odd' },
  ]);
});

test.each([
  'ERROR: failed to solve: Unavailable: error reading from server: EOF',
  'ERROR: failed to receive status: EOF',
])('an engine that went away is called that: %s', (said) => {
  const problems = diagnose('core', 'd', [], said);
  expect(problems.at(-1)?.what).toBe('the engine went away while it was building');
});

test('a step that could not reach a server is no engine that went away', () => {
  const problems = diagnose('core', 'd', [step('connection refused')], 'ERROR: connection refused');
  expect(problems).toHaveLength(1);
});
