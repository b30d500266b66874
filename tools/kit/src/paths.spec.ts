import { isInside, joinPath, leavesWorkspace, relativeTo } from './paths.js';

test.each([
  ['apps/core/src', 'apps/core', true],
  ['apps/core', 'apps/core', true],
  ['apps/core-x', 'apps/core', false],
  ['anything', '.', true],
])('%s inside %s: %s', (path, folder, expected) => {
  expect(isInside(path, folder)).toBe(expected);
});

test('joining normalises, and tells where a path leaves', () => {
  expect(joinPath('apps/core', '../../libs/x/')).toBe('libs/x');
  expect(joinPath('apps', '..')).toBe('.');
  expect(leavesWorkspace(joinPath('apps', '../../x'))).toBe(true);
  expect(leavesWorkspace('..x')).toBe(false);
  expect(relativeTo('apps/core', 'apps/core/src/a')).toBe('src/a');
});
