import { parseManifest } from './manifest.js';

const anyText: unknown = expect.any(String);

describe('parseManifest', () => {
  const broken: readonly (readonly [string, string, { line?: number; column?: number }, RegExp])[] = [
    ['a trailing comma', '{\n  "name": "a",\n}', { line: 3, column: 1 }, /property name expected/],
    ['a comment', '{\n  // why\n  "name": "a"\n}', { line: 2, column: 3 }, /invalid comment token/],
    ['a missing comma', '{\r\n  "name": "a"\r\n  "version": "1.0.0"\r\n}', { line: 3, column: 3 }, /comma expected/],
    ['an open string', '{ "name": "a', { line: 1, column: 11 }, /unexpected end of string/],
    ['nothing', '', { line: 1, column: 1 }, /value expected/],
    ['a merge conflict', '{\n<<<<<<< HEAD\n  "name": "a"\n}', { line: 2, column: 1 }, /invalid symbol/],
    ['an array', '[]', {}, /no JSON object/],
    ['null', 'null', {}, /no JSON object/],
  ];
  it.each(broken)('tells where %s is', (_what, text, place, message) => {
    const { problems } = parseManifest(text, 'apps/a/package.json');
    expect(problems).toEqual([
      {
        what: expect.stringMatching(message) as unknown,
        where: { file: 'apps/a/package.json', ...place },
        fix: anyText,
      },
    ]);
  });

  it('tells which dependency has no range, and reads the others', () => {
    const text = '{\n  "dependencies": { "a": "1", "b": 2 },\n  "devDependencies": []\n}';
    const { problems, dependencies } = parseManifest(text, 'package.json');
    expect(problems).toEqual([
      {
        what: '"devDependencies" is no object',
        where: { file: 'package.json', line: 3, column: 22 },
        fix: anyText,
      },
      {
        what: '"b" in "dependencies" has no version range',
        where: { file: 'package.json', line: 2, column: 36 },
        fix: anyText,
      },
    ]);
    expect(dependencies).toEqual([{ name: 'a', specifier: '1', field: 'dependencies' }]);
  });

  it('allows a byte order mark, as npm does', () => {
    expect(parseManifest('\uFEFF{ "name": "a" }', 'package.json')).toMatchObject({ name: 'a', problems: [] });
  });

  it('takes the name that Nx takes', () => {
    expect(parseManifest('{ "name": "@s/a", "nx": { "name": "b" } }', 'package.json')).toMatchObject({
      projectName: 'b',
      name: '@s/a',
    });
    expect(parseManifest('{ "name": "@s/a", "nx": {} }', 'package.json').projectName).toBe('@s/a');
  });

  const workspaces: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['["a/*", 7]', ['a/*']],
    ['{ "packages": ["a/*"], "nohoist": ["**"] }', ['a/*']],
    ['"a/*"', undefined],
    ['{}', undefined],
  ];
  it.each(workspaces)('reads workspaces %s', (value, globs) => {
    expect(parseManifest(`{ "workspaces": ${value} }`, 'package.json').workspaces).toEqual(globs);
  });

  it('calls the one command of a package like the package', () => {
    expect(parseManifest('{ "name": "@s/tool", "bin": "cli.js" }', 'package.json').bin).toEqual({ tool: 'cli.js' });
    expect(parseManifest('{ "name": "@s/tool", "bin": { "a": "a.js", "b": 1 } }', 'package.json').bin).toEqual({
      a: 'a.js',
    });
  });
});
