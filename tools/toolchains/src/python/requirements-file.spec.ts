import { parseRequirementsFile } from './requirements-file.js';

const HASH = `--hash=sha256:${'0'.repeat(64)}`;

test.each([
  [`a==1 \\\n    ${HASH} \\\n    ${HASH}\n    # via b\n`, [`1 package a==1 ${HASH} ${HASH} hashed`]],
  ['\uFEFFa==1 # why\r\n# no\r\n\r\nb==2#c\r\n', ['1 package a==1', undefined, '4']],
  [`a==1 ; python_version < '3.12' ${HASH}`, [`1 package a==1 ; python_version < '3.12' ${HASH} hashed`]],
  [
    '-r base.txt\n--requirement=more.txt\n-cpins.txt',
    ['1 include base.txt', '2 include more.txt', '3 constraint pins.txt'],
  ],
  [
    '-e ../libs/a\n--editable ./b[x]\n-e file:../c#egg=c\n./d ; python_version > "3"',
    ['1 path ../libs/a', '2 path ./b', '3 path ../c', '4 path ./d'],
  ],
  [
    'name @ file:../e\nlibs/f\n./wheels/g-1-py3-none-any.whl',
    ['1 path ../e', '2 path libs/f', '3 path ./wheels/g-1-py3-none-any.whl'],
  ],
  [
    '-e git+https://example.org/x#egg=x\nhttps://example.org/y.whl',
    ['1 other -e git+https://example.org/x#egg=x', '2 other https://example.org/y.whl'],
  ],
  [
    '--index-url https://example.org\n--no-binary :all:',
    ['1 other --index-url https://example.org', '2 other --no-binary :all:'],
  ],
])('reads %j', (text, expected) => {
  const { entries, problems } = parseRequirementsFile(text, 'requirements.txt');
  const read = entries.map((entry) => {
    const text_ = 'path' in entry ? entry.path : entry.text;
    return `${String(entry.where.line)} ${entry.kind} ${text_}${'isHashed' in entry && entry.isHashed ? ' hashed' : ''}`;
  });
  const broken = problems.map(({ where }) => String(where?.line));
  expect([...read, ...(broken.length > 0 ? [undefined, ...broken] : [])]).toEqual(expected);
});
