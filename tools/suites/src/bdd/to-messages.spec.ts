import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestStepResultStatus, type Envelope } from '@cucumber/messages';
import { featureFiles } from './feature-files.js';
import { parseMessages } from './stream.js';
import { toMessages, type BddFormat } from './to-messages.js';

// What the real tools wrote of testing/features; its steps in each language do the same.
const testing = join(dirname(fileURLToPath(import.meta.url)), '../../src/bdd/testing');
const read = (name: string) => readFileSync(join(testing, name), 'utf8');
const readFeature = featureFiles(testing, '.');
const convert = (format: BddFormat, text: string) =>
  toMessages(format, text, { root: 'apps/budget', readFeature, prefix: 'x-', startedAt: new Date(1_700_000_000_250) });

interface ScenarioView {
  readonly name: string;
  readonly line: number | undefined;
  readonly tags: readonly string[];
  readonly steps: readonly string[];
  readonly messages: readonly string[];
  readonly nanos: number;
}

/** The last attempt of each scenario, as a reader of the report sees it. */
function view(ndjson: string): readonly ScenarioView[] {
  const { envelopes } = parseMessages(ndjson);
  const find = <Kind extends keyof Envelope>(kind: Kind) => envelopes.flatMap((envelope) => envelope[kind] ?? []);
  const pickles = find('pickle');
  return find('testCase').map((testCase) => {
    const pickle = pickles.find(({ id }) => id === testCase.pickleId)!;
    const started = find('testCaseStarted')
      .filter(({ testCaseId }) => testCaseId === testCase.id)
      .at(-1)!;
    const finished = find('testStepFinished').filter(({ testCaseStartedId }) => testCaseStartedId === started.id);
    const steps = finished.filter(({ testStepId }) =>
      testCase.testSteps.some(({ id, pickleStepId }) => id === testStepId && pickleStepId !== undefined),
    );
    return {
      name: pickle.name,
      line: pickle.location?.line,
      tags: pickle.tags.map(({ name }) => name),
      steps: steps.map(({ testStepResult }) => testStepResult.status),
      messages: steps.flatMap(({ testStepResult }) => testStepResult.message ?? []),
      nanos: steps.reduce((sum, { testStepResult: { duration } }) => sum + duration.seconds * 1e9 + duration.nanos, 0),
    };
  });
}

const { PASSED, FAILED, SKIPPED, PENDING, UNDEFINED } = TestStepResultStatus;

// The counts stand as the tools printed them, of 13 scenarios each.
test.each([
  // 13 scenarios (9 passed, 2 failed, 1 pending, 1 undefined)
  ['godog', 'cucumber-json', 'godog.json', { passed: 9, failed: 2, skipped: 0, pending: 1, undefined: 1 }],
  // 3 failed, 9 passed, 1 skipped; one of the failed has a step without a definition
  ['pytest-bdd', 'cucumber-json', 'pytest-bdd.json', { passed: 9, failed: 2, skipped: 1, pending: 0, undefined: 1 }],
  // 13 scenarios (8 passed, 5 failed); it counts a step without a definition as failed, and it has no pending
  ['cucumber-rs', 'cucumber-json', 'cucumber-rs.json', { passed: 8, failed: 3, skipped: 0, pending: 0, undefined: 2 }],
  // 13 scenarios (2 failed, 1 undefined, 1 pending, 9 passed), with --retry 1
  [
    'cucumber-js',
    'cucumber-messages',
    'cucumber-js.ndjson',
    { passed: 9, failed: 2, skipped: 0, pending: 1, undefined: 1 },
  ],
] as const)('%s: every scenario is counted as the tool counts it', (_, format, file, scenarios) => {
  const messages = convert(format, read(file));
  expect(messages.problems).toEqual([]);
  expect(messages.scenarios).toEqual(scenarios);
  expect(view(messages.ndjson)).toHaveLength(13);
});

test.each([
  ['godog', 'godog.json', PENDING, '5 tokens are left, not 6'],
  ['pytest-bdd', 'pytest-bdd.json', SKIPPED, 'assert 5 == 6'],
  ['cucumber-rs', 'cucumber-rs.json', UNDEFINED, 'left: 5\n right: 6'],
])('%s: steps, rows, tags and messages are where they belong', (_, file, undecided, message) => {
  const scenarios = view(convert('cucumber-json', read(file)).ndjson);
  const at = (line: number, name: string) => scenarios.find((inner) => inner.line === line && inner.name === name)!;
  expect(at(9, 'Spending within the budget').steps).toEqual([PASSED, PASSED, PASSED]);
  expect(at(22, 'Spending leaves the rest').tags).toEqual(['@billing', '@outline', '@small']);
  const failed = at(28, 'Spending leaves the rest');
  expect(failed.tags).toEqual(['@billing', '@outline', '@large']);
  expect(failed.steps).toEqual([PASSED, PASSED, FAILED]);
  expect(failed.messages.join()).toContain(message);
  expect(failed.nanos).toBeGreaterThan(20_000);
  expect(failed.nanos).toBeLessThan(1_000_000_000);
  expect(at(30, 'Nobody decided yet').steps).toEqual([PASSED, undecided, SKIPPED]);
  expect(at(34, 'Too much').steps).toEqual([PASSED, FAILED, SKIPPED, SKIPPED]);
  expect(at(34, 'Too much').messages).toHaveLength(1);
  expect(at(40, 'Nobody wrote it').steps).toEqual([PASSED, UNDEFINED, SKIPPED]);
  expect(at(53, 'A call costs what its model costs').steps).toEqual([PASSED, PASSED, PASSED, PASSED]);
  expect(at(19, 'Zeile mit 2').steps).toEqual([PASSED, PASSED, PASSED]);
});

test('data tables and doc strings come from the feature itself', () => {
  const { envelopes } = parseMessages(convert('cucumber-json', read('pytest-bdd.json')).ndjson);
  const note = envelopes.find(({ pickle }) => pickle?.name === 'A note')!.pickle!;
  const [, prices, notes] = note.steps;
  expect(prices?.argument?.dataTable?.rows.map(({ cells }) => cells.map(({ value }) => value))).toEqual([
    ['model', 'price'],
    ['big', '10'],
    ['sm|all', '1'],
  ]);
  expect(notes?.argument?.docString).toEqual({
    content: 'Two lines, "quoted"\n  and <indented>',
    mediaType: 'markdown',
  });
});

test('cucumber-js: paths become those of the workspace, and every id has the prefix', () => {
  const { envelopes } = parseMessages(convert('cucumber-messages', read('cucumber-js.ndjson')).ndjson);
  expect(envelopes.flatMap(({ source }) => source?.uri ?? [])).toEqual([
    'apps/budget/features/budget.feature',
    'apps/budget/features/sub/budget.feature',
  ]);
  const ids = JSON.stringify(envelopes).matchAll(/"(?:id|\w+Id)":"([^"]*)"/g);
  const unprefixed = [...ids].map(([, id]) => id).filter((id) => id?.startsWith('x-') !== true);
  expect(unprefixed).toEqual([]);
  const attempts = envelopes.flatMap(({ testCaseFinished }) => testCaseFinished?.willBeRetried ?? []);
  expect(attempts).toHaveLength(15);
});

test('the clock of a converted run goes on with each step and begins where the run did', () => {
  const { envelopes } = parseMessages(convert('cucumber-json', read('godog.json')).ndjson);
  const times = envelopes.flatMap(({ testStepFinished }) => testStepFinished?.timestamp ?? []);
  const nanos = times.map(({ seconds, nanos: rest }) => (seconds - 1_700_000_000) * 1e9 + rest);
  expect(nanos[0]).toBeGreaterThan(250_000_000);
  expect([...nanos].sort((a, b) => a - b)).toEqual(nanos);
});

describe('where result and feature do not fit', () => {
  const run = (elements: unknown, uri = 'features/sub/budget.feature') =>
    convert('cucumber-json', JSON.stringify([{ uri, name: 'Budgets', elements }]));
  const step = (line: number, name: string, status = 'passed', duration = 5) => ({
    keyword: 'Wenn',
    name,
    line,
    result: { status, duration },
  });
  const row = (id: string, amount: number, left: number) => ({
    type: 'scenario',
    id,
    name: 'Zeile',
    line: 12,
    steps: [
      step(6, 'a team with a budget of 10 tokens'),
      step(13, `it spends ${String(amount)} tokens`),
      step(14, `${String(left)} tokens are left`),
    ],
  });

  test('a scenario without result is told, and not counted', () => {
    const { problems, scenarios } = run([row('[1-9]', 1, 9), row('[2-8]', 2, 8)]);
    expect(problems).toEqual(['features/sub/budget.feature:8: Spending within the budget left no result']);
    expect(scenarios.passed).toBe(2);
  });

  test('a row that was not selected does not move its result to another', () => {
    const { problems, ndjson } = run([row('[2-8]', 2, 8)]);
    expect(view(ndjson).map(({ line }) => line)).toEqual([19]);
    expect(problems).toContain('features/sub/budget.feature:18: Zeile mit 1 left no result');
  });

  test('the same row told twice is a second attempt, of which the last counts', () => {
    const failed = { ...row('[1-9]', 1, 9), steps: [step(6, 'a team with a budget of 10 tokens', 'failed')] };
    const { scenarios, ndjson } = run([failed, row('[1-9]', 1, 9)]);
    expect(scenarios).toEqual({ passed: 1, failed: 0, skipped: 0, pending: 0, undefined: 0 });
    expect(parseMessages(ndjson).envelopes.flatMap(({ testCaseStarted }) => testCaseStarted?.attempt ?? [])).toEqual([
      0, 1,
    ]);
  });

  test('a result on a line without scenario is told', () => {
    const { problems } = run([{ ...row('x', 1, 9), line: 99, name: 'Gone' }]);
    expect(problems).toContain('features/sub/budget.feature:99: no scenario stands here, though Gone was run');
  });

  test('a failed hook fails its scenario', () => {
    const after = [{ result: { status: 'failed', duration: 1, error_message: 'no room' } }];
    const { scenarios, ndjson } = run([{ ...row('[1-9]', 1, 9), after }]);
    expect(scenarios.failed).toBe(1);
    expect(ndjson).toContain('"message":"no room"');
  });

  test.each([
    ['no JSON', 'cucumber-json', '[{"uri":', /JSON/],
    ['JSON of something else', 'cucumber-json', '{"tests":[]}', /expected array/],
    ['nothing was run', 'cucumber-json', '[]', /it tells of no feature/],
    [
      'a feature that is nowhere',
      'cucumber-json',
      '[{"uri":"no.feature","name":"","elements":[]}]',
      /no feature of the project/,
    ],
    ['Messages cut short', 'cucumber-messages', '{"meta":{}}\n{"testRun', /line 2: it ends in the middle/],
    ['an empty file', 'cucumber-messages', '', /it holds no message/],
  ] as const)('%s is a problem and no success', (_, format, text, problem) => {
    expect(convert(format, text).problems.join('\n')).toMatch(problem);
  });
});

test('a feature is found by an absolute path, by one of a container, and by the end of it', () => {
  const paths = (uri: string) => readFeature(uri).map(({ path }) => path);
  expect(paths(join(testing, 'features/budget.feature'))).toEqual(['features/budget.feature']);
  expect(paths('/workspace/features/budget.feature')).toEqual(['features/budget.feature']);
  expect(paths('sub/budget.feature')).toEqual(['features/sub/budget.feature']);
  expect(paths('budget.feature')).toEqual(['features/budget.feature', 'features/sub/budget.feature']);
  expect(featureFiles(testing, 'nowhere')('x.feature')).toEqual([]);
});
