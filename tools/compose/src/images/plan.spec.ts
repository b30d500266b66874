import { modelOf } from '../testing/model.js';
import { decideMissing, planImages } from './plan.js';

const model = modelOf({
  core: { image: 'shop/core:dev' },
  migrate: { image: 'shop/core:dev' },
  old: { image: 'shop/core:1.4' },
  foreign: { build: { context: '/elsewhere' } },
  db: { image: 'postgres:17', platform: 'linux/amd64' },
  local: { image: 'mine:1', pull_policy: 'never' },
});

test('images of this workspace under its tag are made sure of, others are built by compose or pulled', () => {
  const plan = planImages({
    model,
    selected: Object.keys(model.services),
    names: new Map([['core', 'shop/core']]),
    checkoutTag: 'dev',
  });
  expect([...plan.projects]).toEqual([['core', ['core', 'migrate']]]);
  expect(plan.composeBuilds).toEqual(['foreign']);
  expect(plan.others).toEqual([
    { image: 'shop/core:1.4', services: ['old'], mayPull: true },
    { image: 'postgres:17', services: ['db'], mayPull: true, platform: 'linux/amd64' },
    { image: 'mine:1', services: ['local'], mayPull: false },
  ]);
});

test('the stack does without what is optional, and without what can not be without that', () => {
  const needs = (name: string) => ({ depends_on: { [name]: { condition: 'service_started', required: true } } });
  const stack = modelOf({
    grafana: { profiles: ['full'] },
    panels: { profiles: ['full'], ...needs('grafana') },
    mail: { labels: { 'dev.slipway.optional': 'true' } },
    api: { depends_on: { mail: { condition: 'service_started', required: false } } },
    strict: needs('mail'),
  });
  const { leftOut, needed } = decideMissing(
    stack,
    Object.keys(stack.services),
    new Map([
      ['grafana', 'no registry'],
      ['mail', 'no registry'],
    ]),
  );
  expect([...leftOut]).toEqual([
    ['grafana', 'no registry'],
    ['panels', 'it needs grafana'],
    ['mail', 'no registry'],
  ]);
  expect([...needed]).toEqual([['strict', 'it needs mail']]);
});
