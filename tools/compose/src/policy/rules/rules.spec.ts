import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stackInMemory } from '../../testing/stack.js';
import { checkPolicy } from '../check.js';
import { noFacts } from '../facts.js';
import type { Finding } from '../finding.js';
import type { Example, Rule } from '../rule.js';
import { allRules } from './index.js';

const here = dirname(fileURLToPath(import.meta.url));

function findings(rule: Rule, { compose, facts, environment = 'production' }: Example): readonly Finding[] {
  const stack = stackInMemory({ texts: { 'compose.yml': compose } });
  return checkPolicy(stack, {
    rules: [rule],
    environment,
    facts: { ...noFacts, ...facts },
    today: '2026-11-21',
  }).findings;
}

/** The lines of an example at which findings are expected. */
function markedLines({ compose }: Example): readonly number[] {
  return compose.split('\n').flatMap((line, index) => (line.endsWith('# here') ? [index + 1] : []));
}

test('every file of the folder is a rule of the list, under its own name', () => {
  const files = readdirSync(here)
    .filter((name) => name.endsWith('.js') && !name.endsWith('.spec.js') && name !== 'index.js')
    .map((name) => name.slice(0, -'.js'.length));
  expect(allRules.map(({ id }) => id).toSorted()).toEqual(files.toSorted());
});

describe.each(allRules.map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
  test('says what it asks for and why, and has examples of both kinds', () => {
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
    expect(rule.why).toMatch(/^[A-Z`].*[.]$/);
    expect(rule.good.length).toBeGreaterThan(0);
    expect(rule.bad.length).toBeGreaterThan(0);
    expect(rule.severity.production).not.toBe('off');
  });

  test.each(rule.good.map((example, index) => [index + 1, example] as const))('good example %i', (_number, example) => {
    expect(findings(rule, example)).toEqual([]);
  });

  test.each(rule.bad.map((example, index) => [index + 1, example] as const))('bad example %i', (_number, example) => {
    const found = findings(rule, example);
    expect(found.map(({ where }) => where.line)).toEqual(markedLines(example));
    for (const finding of found) {
      expect(finding.where.file).toBe('compose.yml');
      expect(finding.fix).not.toBe('');
      expect(finding.what).toMatch(new RegExp(`^${finding.service ?? ''}: `));
    }
  });
});
