import { TimeConversion, type Envelope, type Timestamp } from '@cucumber/messages';
import { countScenarios, parseMessages, rename } from './stream.js';
import { hasSucceeded, metaEnvelope } from './to-messages.js';

const RUN_ID = 'run';

/**
 * Makes one run of several streams, with one beginning, one end, and ids that no two of them have in common. Paths stay what they are.
 * @param streams Messages as `toMessages` writes them
 */
export function mergeMessages(streams: readonly string[]): {
  readonly envelopes: readonly Envelope[];
  readonly problems: readonly string[];
} {
  const readings = streams.map(parseMessages);
  const merged = readings.flatMap(({ envelopes }, index) => {
    const runs = new Set(envelopes.flatMap(({ testRunStarted }) => testRunStarted?.id ?? []));
    const id = (old: string) => (runs.has(old) ? RUN_ID : `${String(index)}/${old}`);
    return envelopes.filter(isInner).map((envelope) => rename(envelope, { id, uri: (uri) => uri }));
  });
  const all = readings.flatMap(({ envelopes }) => envelopes);
  const began = all.flatMap(({ testRunStarted }) => testRunStarted?.timestamp ?? []);
  const ended = all.flatMap(({ testRunFinished }) => testRunFinished?.timestamp ?? []);
  return {
    envelopes: [
      metaEnvelope(),
      { testRunStarted: { id: RUN_ID, timestamp: edge(began, Math.min) } },
      ...merged,
      {
        testRunFinished: {
          testRunStartedId: RUN_ID,
          success: hasSucceeded(countScenarios(merged)),
          timestamp: edge(ended, Math.max),
        },
      },
    ],
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function isInner({ meta, testRunStarted, testRunFinished }: Envelope): boolean {
  return meta === undefined && testRunStarted === undefined && testRunFinished === undefined;
}

function edge(times: readonly Timestamp[], pick: (...values: readonly number[]) => number): Timestamp {
  const millis = times.map((time) => TimeConversion.timestampToMillisecondsSinceEpoch(time));
  return TimeConversion.millisecondsSinceEpochToTimestamp(millis.length === 0 ? 0 : pick(...millis));
}
