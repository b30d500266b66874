import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { TestCase, TestOutcome } from './record.js';
import { bounded } from './text.js';

/** What a parser of results makes of a text: the tests in it, or why it is not what it should be. */
export type ParsedTests =
  | { readonly kind: 'tests'; readonly tests: readonly TestCase[] }
  | { readonly kind: 'unreadable'; readonly problem: string };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: 'text',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  isArray: (name) => ['testsuite', 'testcase', 'failure', 'error', 'skipped'].includes(name),
});

const note = z.union([
  z.string().transform((text) => ({ message: undefined, text })),
  z.looseObject({ message: z.string().optional(), type: z.string().optional(), text: z.string().default('') }),
]);
const printed = z.union([z.string(), z.looseObject({ text: z.string().default('') }).transform(({ text }) => text)]);
const testcase = z.looseObject({
  name: z.string().default('(no name)'),
  classname: z.string().optional(),
  file: z.string().optional(),
  line: z.string().optional(),
  time: z.string().optional(),
  failure: z.array(note).optional(),
  error: z.array(note).optional(),
  skipped: z.array(note).optional(),
  'system-out': printed.optional(),
  'system-err': printed.optional(),
});
type JunitCase = z.infer<typeof testcase>;

interface JunitSuite {
  readonly name?: string | undefined;
  readonly file?: string | undefined;
  readonly testcase?: readonly JunitCase[] | undefined;
  readonly testsuite?: readonly JunitSuite[] | undefined;
}
const testsuite: z.ZodType<JunitSuite> = z.looseObject({
  name: z.string().optional(),
  file: z.string().optional(),
  testcase: z.array(testcase).optional(),
  get testsuite() {
    return z.array(testsuite).optional();
  },
});
// An element with neither attributes nor children is an empty text.
const empty = z.literal('').transform(() => ({ testsuite: [] }));
const document = z.union([
  z
    .looseObject({ testsuites: z.union([empty, z.looseObject({ testsuite: z.array(testsuite).default([]) })]) })
    .transform(({ testsuites }) => testsuites.testsuite),
  z.looseObject({ testsuite: z.array(testsuite) }).transform(({ testsuite: suites }) => suites),
]);

/**
 * Reads the XML that JUnit's Ant task made a habit of, as pytest, jest-junit, vitest, nextest and gotestsum write it: suites in suites,
 * `failure`, `error` and `skipped` with a message or a text (https://github.com/testmoapp/junitxml).
 * @param toWorkspace makes a path that a tool wrote one relative to the workspace root
 */
export function parseJunit(text: string, toWorkspace: (path: string) => string): ParsedTests {
  // The parser closes by itself what is open at the end; a runner that was ended in the middle must not look like one that was not.
  if (!/(?:<\/testsuites?\s*>|<testsuites?\b[^>]*\/>)\s*$/.test(text)) {
    return { kind: 'unreadable', problem: text.trim() === '' ? 'it is empty' : 'it does not end where JUnit XML ends' };
  }
  const parsed = document.safeParse(parser.parse(text));
  if (!parsed.success) return { kind: 'unreadable', problem: z.prettifyError(parsed.error) };
  return { kind: 'tests', tests: parsed.data.flatMap((suite) => testsOf(suite, toWorkspace)) };
}

function testsOf(suite: JunitSuite, toWorkspace: (path: string) => string): TestCase[] {
  return [
    ...(suite.testcase ?? []).map((entry) => toTest(entry, suite, toWorkspace)),
    ...(suite.testsuite ?? []).flatMap((inner) => testsOf(inner, toWorkspace)),
  ];
}

function toTest(entry: JunitCase, suite: JunitSuite, toWorkspace: (path: string) => string): TestCase {
  const { outcome, message } = outcomeOf(entry);
  const file = entry.file ?? suite.file;
  const line = Number(entry.line);
  const output = [entry['system-out'], entry['system-err']]
    .filter((part) => part !== undefined && part.trim() !== '')
    .join('\n');
  const time = Number(entry.time);
  return {
    // jest-junit joins the names of no describe to that of the test all the same.
    name: entry.name.trim(),
    group: entry.classname?.trim() ?? suite.name ?? '',
    outcome,
    ...(entry.time === undefined || !Number.isFinite(time) || time < 0 ? {} : { durationMs: time * 1000 }),
    ...(file === undefined ? {} : { file: toWorkspace(file) }),
    ...(Number.isInteger(line) && line > 0 ? { line } : {}),
    ...(message === undefined ? {} : { message: bounded(message) }),
    ...(output === '' ? {} : { output: bounded(output) }),
  };
}

function outcomeOf({ error, failure, skipped }: JunitCase): {
  readonly outcome: TestOutcome;
  readonly message?: string;
} {
  const first = (notes: JunitCase['error']): { readonly message?: string } => {
    const [head] = notes ?? [];
    const parts = [head?.message, head?.text]
      .map((part) => part?.trim())
      .filter((part) => part !== undefined && part !== '');
    // Many tools begin the text with the message.
    const [message, body] = parts;
    const told = body !== undefined && message !== undefined && body.includes(message) ? body : parts.join('\n');
    // pytest writes an escape, which XML has no place for, as `#x1B`.
    return told === '' ? {} : { message: told.replaceAll('#x1B[', '\u001b[') };
  };
  if (error !== undefined) return { outcome: 'errored', ...first(error) };
  if (failure !== undefined) return { outcome: 'failed', ...first(failure) };
  return skipped === undefined ? { outcome: 'passed' } : { outcome: 'skipped', ...first(skipped) };
}
