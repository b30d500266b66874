import {
  AttachmentContentEncoding,
  HookType,
  TestStepResultStatus,
  type Duration,
  type Envelope,
  type Timestamp,
} from '@cucumber/messages';
import type { Ended, RanScenario, RanStep } from './cucumber-json.js';
import type { Matched, ParsedFeature } from './feature.js';

/** What was run, as Messages with one clock: a scenario begins where the one before it ended. */
export class Conversion {
  readonly envelopes: Envelope[] = [];
  #nanos = 0;
  readonly #hooks = new Map<HookType, string>();

  constructor(
    private readonly newId: () => string,
    private readonly runId: string,
    private readonly startedAt: Date,
  ) {}

  now(): Timestamp {
    const start = this.startedAt.getTime();
    const nanos = (start % 1000) * 1_000_000 + this.#nanos;
    const { seconds, nanos: rest } = duration(nanos);
    return { seconds: Math.floor(start / 1000) + seconds, nanos: rest };
  }

  /** Adds a scenario with all of its attempts. */
  add(feature: ParsedFeature, { pickle, attempts }: Matched): void {
    this.envelopes.push({ pickle });
    const last = attempts.at(-1);
    const steps = pickle.steps.map((step) => ({ id: this.newId(), step }));
    const before = (last?.before ?? []).map(() => this.#hookStep(HookType.BEFORE_TEST_CASE));
    const after = (last?.after ?? []).map(() => this.#hookStep(HookType.AFTER_TEST_CASE));
    const testCaseId = this.newId();
    this.envelopes.push({
      testCase: {
        id: testCaseId,
        testRunStartedId: this.runId,
        pickleId: pickle.id,
        testSteps: [
          ...before,
          ...steps.map(({ id, step }) => ({
            id,
            pickleStepId: step.id,
            stepDefinitionIds: [],
            stepMatchArgumentsLists: [],
          })),
          ...after,
        ],
      },
    });
    for (const [attempt, ran] of attempts.entries()) {
      const id = this.newId();
      const results = resultsOf(
        ran,
        steps.map(({ step }) => feature.lines.get(step.astNodeIds[0] ?? '')),
      );
      this.envelopes.push({ testCaseStarted: { id, testCaseId, attempt, timestamp: this.now() } });
      for (const [index, hook] of before.entries()) this.#step(id, hook.id, ran.before[index] ?? NOT_COME_TO);
      for (const [index, inner] of steps.entries()) {
        const { ended, step } = results[index] ?? { ended: NOT_COME_TO };
        this.#step(id, inner.id, ended, step);
      }
      for (const [index, hook] of after.entries()) this.#step(id, hook.id, ran.after[index] ?? NOT_COME_TO);
      const willBeRetried = ran !== last;
      this.envelopes.push({ testCaseFinished: { testCaseStartedId: id, willBeRetried, timestamp: this.now() } });
    }
  }

  #hookStep(type: HookType): { readonly id: string; readonly hookId: string } {
    const known = this.#hooks.get(type) ?? this.newId();
    if (!this.#hooks.has(type)) this.envelopes.push({ hook: { id: known, type, sourceReference: {} } });
    this.#hooks.set(type, known);
    return { id: this.newId(), hookId: known };
  }

  #step(testCaseStartedId: string, testStepId: string, { status, nanos, message }: Ended, ran?: RanStep): void {
    const place = { testCaseStartedId, testStepId };
    this.envelopes.push({ testStepStarted: { ...place, timestamp: this.now() } });
    for (const { data, mime_type: mediaType, name } of ran?.embeddings ?? []) {
      const fileName = name === undefined ? {} : { fileName: name };
      const body = { body: data, contentEncoding: AttachmentContentEncoding.BASE64, mediaType };
      this.envelopes.push({ attachment: { ...place, ...body, ...fileName } });
    }
    this.#nanos += nanos;
    const testStepResult = { status, duration: duration(nanos), ...(message === undefined ? {} : { message }) };
    this.envelopes.push({ testStepFinished: { ...place, testStepResult, timestamp: this.now() } });
  }
}

/** A step that a tool says nothing of because one before it ended the scenario. */
const NOT_COME_TO: Ended = { status: TestStepResultStatus.SKIPPED, nanos: 0 };

/** pytest-bdd leaves out the step that it has no definition of, with all that come after it. */
const UNTOLD: Ended = {
  status: TestStepResultStatus.UNDEFINED,
  nanos: 0,
  message: 'Nothing is told of this step: there is no definition of it, or the test broke before it.',
};

interface StepResult {
  readonly ended: Ended;
  readonly step?: RanStep;
}

/** What became of each step of a scenario. @param lines where its steps stand in the feature */
function resultsOf(ran: RanScenario, lines: readonly (number | undefined)[]): readonly StepResult[] {
  const byLine = new Map(ran.steps.map((step) => [step.line, step]));
  const results: StepResult[] = [];
  const hooks = [...ran.before, ...ran.after];
  let goesOn = hooks.every(({ status }) => status === TestStepResultStatus.PASSED);
  for (const line of lines) {
    const step = line === undefined ? undefined : byLine.get(line);
    const ended = step ?? (goesOn ? UNTOLD : NOT_COME_TO);
    goesOn &&= ended.status === TestStepResultStatus.PASSED;
    results.push(step === undefined ? { ended } : { ended, step });
  }
  return results;
}

function duration(nanos: number): Duration {
  return { seconds: Math.floor(nanos / 1e9), nanos: Math.round(nanos % 1e9) };
}

/** A scenario of the feature that nothing is told of, and one that is told of and not in the feature. */
export function mismatches(
  feature: ParsedFeature,
  strangers: readonly RanScenario[],
  matched: readonly Matched[],
): readonly string[] {
  const ran = new Set(matched.map(({ pickle }) => pickle));
  return [
    ...strangers.map(
      ({ line, name }) => `${feature.path}:${String(line)}: no scenario stands here, though ${name} was run`,
    ),
    ...feature.pickles
      .filter((pickle) => !ran.has(pickle))
      .map(({ name, location }) => `${feature.path}:${String(location?.line ?? 1)}: ${name} left no result`),
  ];
}
