import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint, type FingerprintFacts } from './fingerprint.js';

let workspaceRoot: string;
beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'slipway-fingerprint-'));
  mkdirSync(join(workspaceRoot, 'docker'));
  writeFileSync(join(workspaceRoot, 'Cargo.lock'), 'version = 4\n');
});
afterEach(() => {
  rmSync(workspaceRoot, { recursive: true });
});

const asked: { globs: readonly string[]; exclude: readonly string[] }[] = [];
const make = async (changes: Partial<FingerprintFacts> = {}): Promise<string | undefined> =>
  await fingerprint({
    workspaceRoot,
    root: 'apps/core',
    inputs: ['{projectRoot}/**/*', '!{projectRoot}/{*.md,tests/**}', '{workspaceRoot}/Cargo.lock'],
    settings: { maxSize: '10MB' },
    hashFiles: async (globs, exclude) => {
      asked.push({ globs, exclude });
      return await Promise.resolve('1');
    },
    ...changes,
  });

test('asks Nx about the filesets, relative to the workspace', async () => {
  await make();
  expect(asked.at(-1)).toEqual({ globs: ['apps/core/**/*'], exclude: ['apps/core/{*.md,tests/**}'] });
});

test('a project at the root has no folder of its own', async () => {
  await make({ root: '.' });
  expect(asked.at(-1)).toEqual({ globs: ['**/*'], exclude: ['{*.md,tests/**}'] });
});

test('is the same for the same state, and another for every change that counts', async () => {
  const before = await make();
  expect(await make()).toBe(before);
  expect(await make({ hashFiles: async () => await Promise.resolve('2') })).not.toBe(before);
  expect(await make({ settings: { maxSize: '11MB' } })).not.toBe(before);
  expect(await make({ inputs: ['{projectRoot}/**/*', '{workspaceRoot}/Cargo.lock'] })).not.toBe(before);
  writeFileSync(join(workspaceRoot, 'Cargo.lock'), 'version = 3\n');
  expect(await make()).not.toBe(before);
});

test('a file that is named but not there is another state than an empty one', async () => {
  const inputs = ['{projectRoot}/**/*', '{workspaceRoot}/docker/rust.Dockerfile'];
  const before = await make({ inputs });
  writeFileSync(join(workspaceRoot, 'docker/rust.Dockerfile'), '');
  expect(await make({ inputs })).not.toBe(before);
});

test.each([
  ['a named input', ['{projectRoot}/**/*', 'production']],
  ['an input of dependencies', ['{projectRoot}/**/*', '^production']],
  ['a command', ['{projectRoot}/**/*', { runtime: 'rustc --version' }]],
  ['a variable', ['{projectRoot}/**/*', { env: 'CI' }]],
  ['no input at all', undefined],
])('there is none where the target declares %s', async (_name, inputs) => {
  expect(await make({ inputs })).toBeUndefined();
});
