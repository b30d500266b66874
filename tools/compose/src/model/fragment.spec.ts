import { UserError } from '@slipway/kit';
import { parseFragments } from './fragment.js';
import { descendant, plain, type ModelPath } from './traced.js';

function read(text: string) {
  const [fragment] = parseFragments(text, 'compose.yml');
  if (fragment === undefined) throw new Error('nothing was read');
  const place = (...path: ModelPath) => {
    const origin = descendant(fragment.tree, path)?.origin;
    return origin === undefined
      ? undefined
      : `${String(origin.line)}:${String(origin.column)}${origin.shared ? ' shared' : ''}`;
  };
  return { ...fragment, value: plain(fragment.tree), place };
}

function problemsOf(text: string) {
  try {
    parseFragments(text, 'compose.yml');
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  throw new Error('it was read');
}

test('a setting is where its key stands, an item where it stands itself', () => {
  const { place } = read('services:\n  api:\n    command: |\n      one\n    dns:\n      - 1.1.1.1\n      - 8.8.8.8\n');
  expect(place('services', 'api')).toBe('2:3');
  expect(place('services', 'api', 'command')).toBe('3:5');
  expect(place('services', 'api', 'dns')).toBe('5:5');
  expect(place('services', 'api', 'dns', 1)).toBe('7:9');
});

test('what comes by an anchor is where the anchor is, and shared', () => {
  const { value, place } = read(`x-one: &one
  user: "1"
  init: true
x-two: &two { user: "2", tty: true }
services:
  api:
    <<: [*one, *two]
    init: false
    environment: &environment
      A: 1
  web:
    environment: *environment
`);
  expect(value).toMatchObject({ services: { api: { user: '1', init: false, tty: true, environment: { A: 1 } } } });
  expect(place('services', 'api', 'user')).toBe('2:3 shared');
  expect(place('services', 'api', 'tty')).toBe('4:26 shared');
  expect(place('services', 'api', 'init')).toBe('8:5');
  expect(place('services', 'api', 'environment', 'A')).toBe('10:7');
  expect(place('services', 'web', 'environment')).toBe('12:5 shared');
  expect(place('services', 'web', 'environment', 'A')).toBe('10:7 shared');
});

test('numbers are those of compose: octal with a leading zero, and no sexagesimal ones', () => {
  expect(read('mode: 0444\nport: 22:22\nfraction: 0.50\nversion: "3"\non: yes\nnothing: ~\n').value).toEqual({
    mode: 0o444,
    port: '22:22',
    fraction: 0.5,
    version: '3',
    on: 'yes',
    nothing: null,
  });
});

test('resets are taken out and told', () => {
  const { value, resets } = read(
    'services:\n  api:\n    ports: !reset []\n    dns: !override [1.1.1.1]\n    user: !reset null\n',
  );
  expect(value).toEqual({ services: { api: { dns: ['1.1.1.1'] } } });
  expect(resets.map(({ path, origin }) => [path.join('.'), origin.line])).toEqual([
    ['services.api.ports', 3],
    ['services.api.dns', 4],
    ['services.api.user', 5],
  ]);
});

test('several documents are several fragments, empty ones none', () => {
  const fragments = parseFragments('services: {}\n---\n---\nvolumes: {}\n', 'compose.yml');
  expect(fragments.map(({ tree }) => [...tree.entries.keys()])).toEqual([['services'], ['volumes']]);
  expect(fragments[1]?.tree.entries.get('volumes')?.origin).toMatchObject({ line: 4, document: 2 });
  expect(parseFragments('', 'compose.yml')).toEqual([]);
});

test.each([
  ['services:\n  api:\n   image: a\n  image: "geheim" x\n', 4],
  ['services:\n  api: {}\n  api: {}\n', 3],
  ['a: 1\nb: *nowhere\n', 2],
  ['- a list\n', 1],
  ['a: &a [*a]\n', 1],
])('broken YAML is told with its line and not with its text', (text, line) => {
  const [problem] = problemsOf(text);
  expect(problem?.where).toMatchObject({ file: 'compose.yml', line });
  expect(problem?.what).not.toContain('geheim');
});

test('aliases that multiply without end are refused', () => {
  const lines = Array.from({ length: 9 }, (_unused, index) =>
    index === 0
      ? 'a0: &a0 [1,1,1,1,1,1,1,1,1]'
      : `a${String(index)}: &a${String(index)} [${Array.from({ length: 9 }, () => `*a${String(index - 1)}`).join(', ')}]`,
  );
  expect(problemsOf(lines.join('\n'))[0]?.what).toContain('aliases make this file');
});
