import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wholeContextFiles } from './whole.js';

const folder = mkdtempSync(join(tmpdir(), 'slipway-whole-'));
for (const path of [
  'Dockerfile',
  'src/a.js',
  'src/a.test.js',
  'node_modules/x/index.js',
  '.git/HEAD',
  'keep/secret/ok.txt',
  'keep/secret/no.txt',
]) {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), '');
}

test('everything but git, less what .dockerignore names', () => {
  expect(wholeContextFiles(folder, 'node_modules\n**/*.test.js\nkeep')).toEqual(['Dockerfile', 'src/a.js']);
});

test('an exception calls a file back from an ignored folder', () => {
  expect(wholeContextFiles(folder, '*\n!keep/secret/ok.txt\n')).toEqual(['keep/secret/ok.txt']);
});
