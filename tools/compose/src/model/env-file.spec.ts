import { UserError } from '@slipway/kit';
import { envValues, parseEnvFile, parseRawEnvFile } from './env-file.js';

function values(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    envValues(parseEnvFile(text, '.env', (name) => (name === 'HOME' ? '/home/me' : undefined))),
  );
}

test('reads plain, quoted and exported values, comments and blank lines', () => {
  expect(
    values(`# a comment
PLAIN=one two   # not part of it
HASH=a#b
export EXPORTED = yes
YAML: style
DOUBLE="two
lines"
SINGLE='$HOME stays'
EMPTY=
`),
  ).toEqual({
    PLAIN: 'one two',
    HASH: 'a#b',
    EXPORTED: 'yes',
    YAML: 'style',
    DOUBLE: 'two\nlines',
    SINGLE: '$HOME stays',
    EMPTY: '',
  });
});

test('values see the shell first and then the lines above', () => {
  expect(values('A=1\nHOME=/elsewhere\nB=${A}-$HOME\nC="a\\tb\\$A"\n')).toEqual({
    A: '1',
    HOME: '/elsewhere',
    B: '1-/home/me',
    C: 'a\tb$A',
  });
});

test('a name alone is passed through', () => {
  expect(parseEnvFile('HOME\nNOWHERE', '.env', (name) => (name === 'HOME' ? '/h' : undefined))).toEqual([
    { name: 'HOME', value: '/h', line: 1 },
    { name: 'NOWHERE', value: undefined, line: 2 },
  ]);
});

test('knows the line of each value, also below one of several lines', () => {
  const lines = parseEnvFile('A="x\ny"\n\n# c\nB=1\n', '.env').map(({ name, line }) => [name, line]);
  expect(lines).toEqual([
    ['A', 1],
    ['B', 5],
  ]);
});

test.each([
  ['PASS WORD@=geheim', 1, 'this line is not NAME=value'],
  ['A=1\nPASSWORD="geheim', 2, 'the value that begins here has no closing "'],
])('tells of a broken line where it is, and not what is in it', (text, line, what) => {
  let thrown: unknown;
  try {
    parseEnvFile(text, 'secrets.env');
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(UserError);
  const { problems, message } = thrown as UserError;
  expect(problems[0]).toMatchObject({ what, where: { file: 'secrets.env', line } });
  expect(message).not.toContain('geheim');
});

test('the raw format takes lines as they are', () => {
  expect(parseRawEnvFile('A=\'$x\' # y\n# no\nB="1"\n')).toEqual([
    { name: 'A', value: "'$x' # y", line: 1 },
    { name: 'B', value: '"1"', line: 3 },
  ]);
});
