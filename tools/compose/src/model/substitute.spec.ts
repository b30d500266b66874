import { substitute, type VariableUse } from './substitute.js';

const variables: Readonly<Record<string, string>> = { SET: 'value', EMPTY: '', OTHER: 'other' };
const lookup = (name: string): string | undefined => variables[name];

test.each([
  ['plain', 'plain'],
  ['$SET and ${SET}', 'value and value'],
  ['$$SET', '$SET'],
  ['$UNSET|${UNSET}', '|'],
  ['${UNSET:-default} ${EMPTY:-default} ${EMPTY-default} ${SET-default}', 'default default  value'],
  ['${SET:+given} ${EMPTY:+given}|${EMPTY+given}', 'given |given'],
  ['${UNSET:-${OTHER:-x}}', 'other'],
  ['${UNSET:-a}b${SET}', 'abvalue'],
  ['${UNSET:-{"a":1}}', '{"a":1}'],
  ['${SET:?must be there}', 'value'],
  ['costs 5$ or $5', 'costs 5$ or $5'],
  ['${unfinished', '${unfinished'],
])('%s', (text, expected) => {
  expect(substitute(text, lookup)).toBe(expected);
});

test('tells of each variable that came to count, and of no other', () => {
  const uses: VariableUse[] = [];
  substitute('$SET ${UNSET} ${GONE:-$OTHER} ${NEEDED:?the key of $OTHER}', lookup, (use) => uses.push(use));
  expect(uses).toEqual([
    { name: 'SET', state: 'set' },
    { name: 'UNSET', state: 'unset' },
    { name: 'OTHER', state: 'set' },
    { name: 'NEEDED', state: 'required', message: 'the key of other' },
  ]);
});
