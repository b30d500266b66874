import { generateMessages } from '@cucumber/gherkin';
import { SourceMediaType, type Envelope, type Pickle } from '@cucumber/messages';
import { isRecord } from '@slipway/kit';
import type { RanScenario } from './cucumber-json.js';
import type { FeatureFile } from './feature-files.js';

/** A feature that was parsed, with the lines of everything in it. */
export interface ParsedFeature {
  readonly path: string;
  /** Its source and its document. */
  readonly envelopes: readonly Envelope[];
  readonly pickles: readonly Pickle[];
  /** Where the parts of the document stand, by their ids. */
  readonly lines: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

/** Parses a feature with Cucumber's own parser. */
export function parseFeature({ path, text }: FeatureFile, newId: () => string): ParsedFeature {
  const all = generateMessages(text, path, SourceMediaType.TEXT_X_CUCUMBER_GHERKIN_PLAIN, {
    includeSource: true,
    includeGherkinDocument: true,
    includePickles: true,
    newId,
  });
  const lines = new Map<string, number>();
  for (const { gherkinDocument } of all) collectLines(gherkinDocument, lines);
  return {
    path,
    envelopes: all.filter(({ source, gherkinDocument }) => source !== undefined || gherkinDocument !== undefined),
    pickles: all.flatMap(({ pickle }) => pickle ?? []),
    lines,
    problems: all.flatMap(({ parseError }) =>
      parseError === undefined ? [] : `${path}:${String(parseError.source.location?.line ?? 1)}: ${parseError.message}`,
    ),
  };
}

function collectLines(value: unknown, lines: Map<string, number>): void {
  if (Array.isArray(value)) for (const inner of value) collectLines(inner, lines);
  if (!isRecord(value)) return;
  const { id, location } = value;
  if (typeof id === 'string' && isRecord(location) && typeof location['line'] === 'number')
    lines.set(id, location['line']);
  for (const inner of Object.values(value)) collectLines(inner, lines);
}

/** A scenario, and each time that it was run. */
export interface Matched {
  readonly pickle: Pickle;
  readonly attempts: readonly RanScenario[];
}

/**
 * Finds what was run in the feature: by the line of the scenario or of the outline's row, or, where a tool has only the line of the
 * outline, by what the steps say. The same run told twice is an attempt more.
 */
export function matchScenarios(
  feature: ParsedFeature,
  scenarios: readonly RanScenario[],
): { readonly matched: readonly Matched[]; readonly strangers: readonly RanScenario[] } {
  const attempts = new Map<Pickle, RanScenario[]>();
  const strangers: RanScenario[] = [];
  const found = new Map<string, Pickle>();
  for (const scenario of scenarios) {
    const key = `${String(scenario.line)} ${scenario.id}`;
    const pickle = found.get(key) ?? findPickle(feature, scenario, (candidate) => attempts.has(candidate));
    if (pickle === undefined) {
      strangers.push(scenario);
      continue;
    }
    found.set(key, pickle);
    attempts.set(pickle, [...(attempts.get(pickle) ?? []), scenario]);
  }
  const matched = feature.pickles.flatMap((pickle) => {
    const ran = attempts.get(pickle);
    return ran === undefined ? [] : { pickle, attempts: ran };
  });
  return { matched, strangers };
}

function findPickle(
  { pickles, lines }: ParsedFeature,
  scenario: RanScenario,
  isTaken: (pickle: Pickle) => boolean,
): Pickle | undefined {
  const lineOf = (id: string | undefined) => (id === undefined ? undefined : lines.get(id));
  const exact = pickles.find(({ astNodeIds }) => lineOf(astNodeIds.at(-1)) === scenario.line);
  if (exact !== undefined) return exact;
  const rows = pickles.filter((pickle) => lineOf(pickle.astNodeIds[0]) === scenario.line && !isTaken(pickle));
  return rows.find((pickle) => saysTheSame(pickle, scenario)) ?? rows[0];
}

function saysTheSame(pickle: Pickle, scenario: RanScenario): boolean {
  return scenario.steps.every(({ text }, index) => pickle.steps[index]?.text === text);
}
