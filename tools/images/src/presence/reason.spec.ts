import type { BuildReason } from './lookup.js';
import { changedInputs, describeReason } from './reason.js';

const roots = ['.', 'apps/core', 'libs/rust/telemetry', 'libs/rust'];
const before = {
  'apps/core/src/main.rs': '1',
  'libs/rust/telemetry/a.rs': '1',
  'libs/rust/telemetry/b.rs': '1',
  'Cargo.lock': '1',
};

function since(inputs: Readonly<Record<string, string>>): BuildReason {
  return { kind: 'changed', since: { inputs } as never };
}

test.each([
  ['one file is named itself', { ...before, 'Cargo.lock': '2' }, 'Cargo.lock changed'],
  [
    'several of one project are named by its folder',
    { ...before, 'libs/rust/telemetry/a.rs': '2', 'libs/rust/telemetry/b.rs': '2' },
    'libs/rust/telemetry changed',
  ],
  ['a new file counts', { ...before, 'apps/core/src/new.rs': '1' }, 'apps/core/src/new.rs changed'],
  [
    'a removed file counts',
    { 'apps/core/src/main.rs': '1', 'libs/rust/telemetry/a.rs': '1', 'libs/rust/telemetry/b.rs': '1' },
    'Cargo.lock changed',
  ],
  ['no more than three are named', { ...before, a: '1', b: '1', c: '1', d: '1' }, 'a, b, c and 1 more changed'],
  ['nothing but Slipway itself', before, 'built with another version of Slipway'],
])('%s', (_name, now, expected) => {
  expect(describeReason(since(before), now, roots)).toBe(expected);
});

test('changed inputs come in one order everywhere', () => {
  expect(changedInputs({ b: '1', a: '1' }, { a: '2', C: '1' })).toEqual(['C', 'a', 'b']);
});
