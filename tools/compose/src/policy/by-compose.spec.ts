import { stackByCompose } from '../testing/compose.js';
import { compareWithCompose } from '../testing/parity.js';
import { productionFacts, productionStack } from '../testing/production-stack.js';
import { ROOT, stackInMemory } from '../testing/stack.js';
import { checkPolicy } from './check.js';
import { noFacts } from './facts.js';
import { allRules } from './rules/index.js';

// The other tests merge in memory. These hold that to docker compose: what it makes of the same files gives the same findings.

const today = '2026-11-21';

test('docker compose makes of the good stack what we do, and it has no finding', async () => {
  const { stack, merged } = await stackByCompose(productionStack);
  const parity = compareWithCompose(stack.origins.tree, merged);
  expect(parity.differences).toEqual([]);
  expect(parity.compared).toBeGreaterThan(90);
  const options = { environment: 'production', facts: productionFacts, today };
  expect(checkPolicy(stack, options).findings).toEqual([]);
});

const examples = allRules.flatMap((rule) =>
  rule.bad.map((example, index) => ({ name: `${rule.id} ${String(index + 1)}`, rule, example })),
);

/** So many at once: each takes a process for a tenth of a second. */
const PROCESSES = 4;

test('the bad examples give the same findings by docker compose', async () => {
  const waiting = [...examples];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name, rule, example } = next;
      const texts = { 'compose.yml': example.compose };
      const { environment = 'production' } = example;
      const options = { environment, facts: { ...noFacts, ...example.facts }, rules: [rule], today };
      const { stack } = await stackByCompose({ texts });
      const inMemory = checkPolicy(stackInMemory({ texts }), options).findings;
      const byCompose = checkPolicy(stack, options).findings;
      const told = (findings: typeof inMemory) => findings.map(({ what, where }) => ({ name, what, where }));
      expect(JSON.stringify(told(byCompose)).replaceAll(stack.root, ROOT)).toBe(JSON.stringify(told(inMemory)));
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, work));
  expect(examples.length).toBeGreaterThan(50);
}, 120_000);
