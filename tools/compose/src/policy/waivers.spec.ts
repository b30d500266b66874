import type { Finding } from './finding.js';
import { applyWaivers, parseWaivers } from './waivers.js';

const rules = ['read-only-root', 'memory-limit'];
const parse = (text: string) => parseWaivers(text, 'compose/policy.yml', rules);
const scope = { environment: 'production', today: '2026-11-21', isAsked: () => true };

function finding(rule: string, service: string): Finding {
  return {
    rule,
    severity: 'error',
    service,
    setting: '',
    what: `${service}: x`,
    where: { file: 'a.yml', line: 1 },
    fix: 'y',
  };
}

const text = `# what we live with
waivers:
  - rule: read-only-root
    service: admin
    reason: writes its settings
    until: 2027-03-31
  - { rule: memory-limit, environments: [staging], reason: not yet measured, until: 2026-12-01 }
`;

test('reads waivers with their places', () => {
  const { waivers, problems } = parse(text);
  expect(problems).toEqual([]);
  expect(waivers).toMatchObject([
    { rule: 'read-only-root', service: 'admin', until: '2027-03-31', where: { file: 'compose/policy.yml', line: 3 } },
    { rule: 'memory-limit', environments: ['staging'], where: { line: 7 } },
  ]);
});

test.each(['', '# nothing\n', 'waivers: []\n', 'waivers:\n'])('%j has none', (empty) => {
  expect(parse(empty).waivers).toEqual([]);
});

test('takes out what is waived, for the service and the environment that are named', () => {
  const found = [finding('read-only-root', 'admin'), finding('read-only-root', 'api'), finding('memory-limit', 'api')];
  const { findings, waived } = applyWaivers(found, parse(text).waivers, scope);
  expect(findings).toEqual([found[1], found[2]]);
  expect(waived).toEqual([{ finding: found[0], reason: 'writes its settings', until: '2027-03-31' }]);
});

test('counts on its last day and not on the next', () => {
  const found = [finding('read-only-root', 'admin')];
  const { waivers } = parse(text);
  expect(applyWaivers(found, waivers, { ...scope, today: '2027-03-31' }).findings).toEqual([]);
  const late = applyWaivers(found, waivers, { ...scope, today: '2027-04-01' });
  expect(late.waived).toEqual([]);
  expect(late.findings).toMatchObject([
    { rule: 'read-only-root' },
    { rule: 'waiver', severity: 'error', what: 'the waiver of read-only-root ended on 2027-03-31', where: { line: 3 } },
  ]);
});

test('tells of a waiver that nothing needs, where its rule is asked', () => {
  const { waivers } = parse(text);
  expect(applyWaivers([], waivers, scope).findings).toMatchObject([
    { rule: 'waiver', severity: 'warning', what: 'nothing needs the waiver of read-only-root for admin' },
  ]);
  expect(applyWaivers([], waivers, { ...scope, isAsked: () => false }).findings).toEqual([]);
});

test.each([
  [
    'waivers:\n  - { rule: read-only, reason: x, until: 2027-01-01 }',
    'there is no rule "read-only"',
    /did you mean "read-only-root"/,
  ],
  ['waivers:\n  - { rule: memory-limit, until: 2027-01-01 }', 'a waiver needs a reason', /reason/],
  ['waivers:\n  - { rule: memory-limit, reason: x }', 'a waiver needs a last day', /until/],
  ['waivers:\n  - { rule: memory-limit, reason: x, until: 2027-02-30 }', 'a waiver needs a last day', /until/],
  [
    'waivers:\n  - { rule: memory-limit, reason: x, until: 2027-01-01, servise: a }',
    'a waiver has no "servise"',
    /did you mean "service"/,
  ],
  ['waivers:\n  - memory-limit', 'a waiver is a mapping', /docs\/policy.md/],
  ['waivers: all', 'the file has to have a list `waivers`', /docs\/policy.md/],
  ['waivers: [', 'no valid YAML', /docs\/policy.md/],
])('%j is told', (broken, what, fix) => {
  const { waivers, problems } = parse(broken);
  expect(waivers).toEqual([]);
  expect(problems[0]).toMatchObject({ rule: 'waiver', severity: 'error' });
  expect(problems[0]?.what).toContain(what);
  expect(problems[0]?.fix).toMatch(fix);
});

describe('the environments of a waiver', () => {
  const waiver = (environments: string): ReturnType<typeof parse> =>
    parse(`waivers: [{ rule: memory-limit, environments: ${environments}, reason: r, until: 2027-03-31 }]`);

  test('one needs no list, and is no waiver for all', () => {
    expect(waiver('staging').waivers).toMatchObject([{ environments: ['staging'] }]);
  });

  test('one that does not exist is answered with the one that was meant', () => {
    const { waivers, problems } = waiver('[prodction]');
    expect(waivers).toEqual([]);
    expect(problems).toMatchObject([{ what: 'there is no environment "prodction"' }]);
    expect(problems[0]?.fix).toContain('production');
  });
});
