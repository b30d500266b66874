import { version as protocolVersion, type Envelope } from '@cucumber/messages';
import { unreachable } from '@slipway/kit';
import { Conversion, mismatches } from './convert.js';
import { parseCucumberJson, type RanFeature } from './cucumber-json.js';
import { workspacePath, type ReadFeature } from './feature-files.js';
import { matchScenarios, parseFeature, type ParsedFeature } from './feature.js';
import { countScenarios, formatMessages, parseMessages, rename, type ScenarioCounts } from './stream.js';

/** The formats in which the tools of the languages write what they ran. */
export type BddFormat = 'cucumber-json' | 'cucumber-messages';

/** What has to be known to make Messages of it. */
export interface MessagesOptions {
  /** The folder of the project, relative to the workspace root; relative paths start from it. */
  readonly root: string;
  /** Absolute; for tools that write absolute paths. */
  readonly workspaceRoot?: string;
  readonly readFeature: ReadFeature;
  /** Begins every id, so that no two streams have one in common. */
  readonly prefix: string;
  /** When the run began, where the format does not tell. */
  readonly startedAt?: Date;
}

/** A stream of Messages with paths relative to the workspace root, and what it tells. */
export interface Messages {
  readonly ndjson: string;
  readonly scenarios: ScenarioCounts;
  /** What a reader has to know: what could not be read, scenarios without result, results without scenario. */
  readonly problems: readonly string[];
}

/** Turns what a tool wrote into Cucumber Messages. */
export function toMessages(format: BddFormat, text: string, options: MessagesOptions): Messages {
  switch (format) {
    case 'cucumber-json':
      return fromJson(text, options);
    case 'cucumber-messages':
      return fromMessages(text, options);
    default:
      return unreachable(format);
  }
}

function fromMessages(text: string, { root, workspaceRoot, prefix }: MessagesOptions): Messages {
  const { envelopes, problems } = parseMessages(text);
  const renamed = envelopes.map((envelope) =>
    rename(envelope, { id: (id) => prefix + id, uri: (uri) => workspacePath(uri, root, workspaceRoot) }),
  );
  const none = envelopes.length === 0 ? ['it holds no message'] : [];
  return { ndjson: formatMessages(renamed), scenarios: countScenarios(renamed), problems: [...problems, ...none] };
}

function fromJson(text: string, { readFeature, prefix, startedAt = new Date() }: MessagesOptions): Messages {
  const reading = parseCucumberJson(text);
  const problems = [...reading.problems];
  let last = 0;
  const newId = () => `${prefix}${String(++last)}`;
  const runId = newId();
  const conversion = new Conversion(newId, runId, startedAt);
  const start: Envelope[] = [metaEnvelope(), { testRunStarted: { id: runId, timestamp: conversion.now() } }];
  for (const ran of reading.features) {
    const feature = pickFeature(ran, readFeature, newId);
    if (feature === undefined) {
      problems.push(`${ran.uri}: no feature of the project has this name`);
      continue;
    }
    const { matched, strangers } = matchScenarios(feature, ran.scenarios);
    conversion.envelopes.push(...feature.envelopes);
    for (const scenario of matched) conversion.add(feature, scenario);
    problems.push(...feature.problems, ...mismatches(feature, strangers, matched));
  }
  const scenarios = countScenarios(conversion.envelopes);
  if (reading.features.length === 0 && reading.problems.length === 0) problems.push('it tells of no feature');
  const finished = { testRunStartedId: runId, success: hasSucceeded(scenarios), timestamp: conversion.now() };
  const envelopes = [...start, ...conversion.envelopes, { testRunFinished: finished }];
  return { ndjson: formatMessages(envelopes), scenarios, problems };
}

/** Of several files with the same end of their path, the one where scenarios stand on the lines that were run. */
function pickFeature(ran: RanFeature, readFeature: ReadFeature, newId: () => string): ParsedFeature | undefined {
  const parsed = readFeature(ran.uri).map((file) => parseFeature(file, newId));
  return parsed.find((feature) => matchScenarios(feature, ran.scenarios).strangers.length === 0) ?? parsed[0];
}

/** True where nothing failed and no step is missing; pending and skipped scenarios are said to be so, and break nothing. */
export function hasSucceeded({ failed, undefined: missing }: ScenarioCounts): boolean {
  return failed === 0 && missing === 0;
}

/** The first message of a stream that is ours. */
export function metaEnvelope(): Envelope {
  return {
    meta: {
      protocolVersion,
      implementation: { name: 'slipway' },
      runtime: { name: 'node.js', version: process.versions.node },
      os: { name: process.platform },
      cpu: { name: process.arch },
    },
  };
}
