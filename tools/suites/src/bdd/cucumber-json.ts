import { TestStepResultStatus } from '@cucumber/messages';
import { z } from 'zod';

const result = z.object({
  status: z.string(),
  /** Nanoseconds. */
  duration: z.number().nonnegative().optional(),
  error_message: z.string().optional(),
});
const embedding = z.object({ data: z.string(), mime_type: z.string(), name: z.string().optional() });
const hook = z.object({ result });
const step = z.object({
  keyword: z.string(),
  name: z.string(),
  line: z.number(),
  result,
  embeddings: z.array(embedding).optional(),
});
const element = z.object({
  type: z.string(),
  id: z.string(),
  name: z.string(),
  line: z.number(),
  steps: z.array(step).nullish(),
  before: z.array(hook).optional(),
  after: z.array(hook).optional(),
});
const features = z.array(
  z.object({ uri: z.string().nullable(), name: z.string(), elements: z.array(element).nullish() }),
);
type Element = z.infer<typeof element>;
type Step = z.infer<typeof step>;

/** How a step or a hook ended. */
export interface Ended {
  readonly status: TestStepResultStatus;
  readonly nanos: number;
  readonly message?: string;
}

/** A step as a tool ran it. */
export interface RanStep extends Ended {
  readonly line: number;
  readonly text: string;
  readonly embeddings: readonly z.infer<typeof embedding>[];
}

/** One run of a scenario, or of one row of an outline. */
export interface RanScenario {
  /** Tells the rows of an outline apart where the line does not. */
  readonly id: string;
  readonly name: string;
  readonly line: number;
  readonly steps: readonly RanStep[];
  readonly before: readonly Ended[];
  readonly after: readonly Ended[];
}

/** What a tool ran of one feature. */
export interface RanFeature {
  readonly uri: string;
  readonly scenarios: readonly RanScenario[];
}

/** Reads the JSON that Cucumber's older tools write, in the dialects of godog, cucumber-rs and pytest-bdd. */
export function parseCucumberJson(text: string): {
  readonly features: readonly RanFeature[];
  readonly problems: readonly string[];
} {
  let parsed: z.ZodSafeParseResult<z.infer<typeof features>>;
  try {
    parsed = features.safeParse(JSON.parse(text));
  } catch (error) {
    return { features: [], problems: [error instanceof Error ? error.message : String(error)] };
  }
  if (!parsed.success) return { features: [], problems: [z.prettifyError(parsed.error)] };
  const nameless = parsed.data.filter(({ uri }) => uri === null);
  return {
    features: parsed.data.flatMap(({ uri, elements }) =>
      uri === null ? [] : [{ uri, scenarios: scenariosOf(elements ?? []) }],
    ),
    problems: nameless.map(({ name }) => `the feature ${name} has no file`),
  };
}

/** cucumber-rs writes the background as an element of its own, under the line and the id of the scenario, and before or after it. */
function scenariosOf(elements: readonly Element[]): readonly RanScenario[] {
  const runs: Element[][] = [];
  for (const added of elements) {
    const { id, line, type } = added;
    const open = runs.find((run) =>
      run.every((other) => other.id === id && other.line === line && other.type !== type),
    );
    if (open === undefined) runs.push([added]);
    else if (type === 'background') open.unshift(added);
    else open.push(added);
  }
  return runs.flatMap((run) => {
    const last = run.at(-1);
    if (last === undefined) return [];
    return {
      id: last.id,
      name: last.name,
      line: last.line,
      steps: settle(run.flatMap(({ steps }) => steps ?? [])),
      before: run.flatMap(({ before }) => (before ?? []).map((inner) => ended(inner.result))),
      after: run.flatMap(({ after }) => (after ?? []).map((inner) => ended(inner.result))),
    };
  });
}

/** Says of each step what happened to it, where a tool has fewer words for that than there are cases. */
function settle(steps: readonly Step[]): readonly RanStep[] {
  const settled: RanStep[] = [];
  for (const step of steps) {
    const earlier = settled.some(({ status }) => status !== TestStepResultStatus.PASSED);
    const { line, name, embeddings = [] } = step;
    settled.push({ line, text: name, embeddings, ...(earlier ? afterTheEnd(step) : ofItsOwn(step)) });
  }
  return settled;
}

function ofItsOwn(step: Step): Ended {
  const own = ended(step.result);
  // pytest-bdd, alone in writing keywords without the space behind them, has no word for a step that ended its test by pytest.skip.
  const isPytest = !step.keyword.endsWith(' ');
  if (isPytest && own.status === TestStepResultStatus.PASSED && own.nanos === 0)
    return { ...own, status: TestStepResultStatus.SKIPPED };
  if (isPytest && own.message?.includes('StepDefinitionNotFoundError') === true)
    return { ...own, status: TestStepResultStatus.UNDEFINED };
  return own;
}

/** pytest-bdd calls all steps failed that come after the one that did. */
function afterTheEnd(step: Step): Ended {
  const own = ended(step.result);
  return own.status === TestStepResultStatus.FAILED && own.message === undefined
    ? { ...own, status: TestStepResultStatus.SKIPPED }
    : own;
}

function ended({ status, duration, error_message }: z.infer<typeof result>): Ended {
  const known: Readonly<Record<string, TestStepResultStatus>> = TestStepResultStatus;
  return {
    status: known[status.toUpperCase()] ?? TestStepResultStatus.UNKNOWN,
    nanos: duration ?? 0,
    ...(error_message === undefined || error_message === '' ? {} : { message: error_message }),
  };
}
