import { diskReader, diskTree } from './disk.js';
import { removeWorkspace, writeWorkspace } from './testing/fixture.js';

let root = '';
beforeAll(() => {
  root = writeWorkspace({ 'b/file.txt': 'text', 'a.txt': '' });
});
afterAll(() => {
  removeWorkspace(root);
});

test.each([
  ['b/file.txt', true],
  ['b', false],
  ['c', false],
  ['a.txt/inside', false],
])('%s is a file: %s', (path, isFile) => {
  expect(diskReader(root).isFile(path)).toBe(isFile);
});

test('has no text and no entries where there is nothing', () => {
  expect(diskReader(root).read('a.txt/inside')).toBeUndefined();
  expect(diskReader(root).list('a.txt')).toEqual([]);
  expect(diskReader(root).list('.')).toEqual(['a.txt', 'b']);
});

test('knows the files below a folder, and not those of one whose name begins alike', () => {
  const tree = diskTree(root, ['lib/z', 'lib-b/x', 'lib/a/b', 'lib.txt']);
  expect(tree.under('lib')).toEqual(['lib/a/b', 'lib/z']);
  expect(tree.under('.')).toEqual(['lib-b/x', 'lib.txt', 'lib/a/b', 'lib/z']);
});
