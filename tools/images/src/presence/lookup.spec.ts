import { lookUp, type LookupFacts, type Presence } from './lookup.js';
import type { Observation } from './observe.js';
import type { Receipt } from './receipt.js';

const plan = { image: 'shop/core', tags: ['shop/core:dev', 'shop/core:1.2'], planHash: 'p1' };
const receipt: Receipt = {
  version: 1,
  planHash: 'p1',
  project: 'core',
  image: 'shop/core',
  id: 'sha256:a',
  manifestDigest: 'sha256:a',
  configDigest: 'sha256:c',
  bytes: 1,
  platform: 'linux/amd64',
  bases: [],
  inputs: {},
  engineId: 'e',
  durationMs: 1,
};
const older: Receipt = { ...receipt, planHash: 'p0', id: 'sha256:0' };

function engine(tags: Readonly<Record<string, string>>, untagged: readonly string[] = []): Observation {
  return {
    endpoint: 'unix:///x',
    engineId: 'e',
    engineVersion: '1',
    platform: 'linux/amd64',
    images: Object.fromEntries(Object.entries(tags).map(([name, id]) => [name, { id, standIn: false }])),
    ids: [...Object.values(tags), ...untagged],
  };
}

const both = { 'shop/core:dev': 'sha256:a', 'shop/core:1.2': 'sha256:a' };

const table: readonly (readonly [string, Partial<LookupFacts>, Presence])[] = [
  ['built, tagged: present', { receipt, observation: engine(both) }, { kind: 'present', receipt }],
  [
    'one tag is missing: it alone is set',
    { receipt, observation: engine({ 'shop/core:dev': 'sha256:a' }) },
    { kind: 'needs-tag', receipt, tags: ['shop/core:1.2'] },
  ],
  [
    "a tag points at another branch's build: it is set right",
    { receipt, observation: engine({ ...both, 'shop/core:dev': 'sha256:b' }) },
    { kind: 'needs-tag', receipt, tags: ['shop/core:dev'] },
  ],
  [
    'no tag is left, but the engine still holds the image',
    { receipt, observation: engine({}, ['sha256:a']) },
    { kind: 'needs-tag', receipt, tags: plan.tags },
  ],
  [
    'a receipt alone is not believed: the image was removed',
    { receipt, observation: engine({ 'other:1': 'sha256:b' }) },
    { kind: 'needs-build', why: { kind: 'gone' } },
  ],
  ['never built here', { observation: engine({}) }, { kind: 'needs-build', why: { kind: 'new' } }],
  [
    'built from other inputs: the tag that is there is not enough',
    { latest: older, observation: engine(both) },
    { kind: 'needs-build', why: { kind: 'changed', since: older } },
  ],
  [
    'without cache: built whatever is there',
    { receipt, observation: engine(both), useCache: false },
    { kind: 'needs-build', why: { kind: 'asked', text: 'without cache, as asked' } },
  ],
];

test.each(table)('%s', (_name, facts, expected) => {
  const complete = { plan, useCache: true, receipt: undefined, latest: undefined, observation: engine({}), ...facts };
  expect(lookUp(complete)).toEqual(expected);
});
