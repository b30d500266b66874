import { closingLine } from './closing-line.js';

test('says what happened, and why what was built was built', () => {
  const present = ['a', 'b', 'c', 'd'].map((project) => ({ project, kind: 'present' as const }));
  const built = { project: 'core', kind: 'built' as const, why: 'libs/rust/telemetry changed' };
  expect(closingLine([...present, built])).toBe('5 images: 4 present, 1 built (core: libs/rust/telemetry changed)');
});

test('one image is no images, and none has no line', () => {
  expect(closingLine([{ project: 'a', kind: 'failed' }])).toBe('1 image: 1 failed (a)');
  expect(closingLine([])).toBeUndefined();
});
