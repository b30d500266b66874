import { describeBaseImage, describeEngine } from './report.js';

test.each([
  ['running', 0, 'engine: 28.5.2, running'],
  ['started', 2.04, 'engine: 28.5.2, started in 2.0 s'],
  ['installed', 27.4, 'engine: 28.5.2, installed and started in 27 s'],
] as const)('an engine that was %s', (outcome, seconds, line) => {
  expect(describeEngine({ version: '28.5.2', outcome, seconds })).toBe(line);
});

test.each([
  ['found', undefined, 'node:24-slim: found'],
  ['found', 'why', 'node:24-slim: found, a stand-in (why)'],
  ['tagged', undefined, 'node:24-slim: found by its digest, and tagged'],
  ['pulled', undefined, 'node:24-slim: pulled in 15 s'],
  ['built', 'no such host', 'node:24-slim: stand-in built from packages in 15 s, no registry answers (no such host)'],
] as const)('an image that was %s, %s', (outcome, standIn, line) => {
  expect(describeBaseImage({ name: 'node:24-slim', outcome, standIn, seconds: 15.2 })).toBe(line);
});

test('an image that cannot be had', () => {
  const reason =
    'ollama/ollama:1 is not here, its registry does not answer (no such host), and no stand-in is known for it';
  expect(describeBaseImage({ name: 'ollama/ollama:1', outcome: 'unavailable', reason })).toBe(`left out: ${reason}`);
});
