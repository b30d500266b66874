import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planContext, type PrunedContext } from './plan.js';
import { readFacts } from './disk.js';
import { writeContext } from './write.js';

const root = mkdtempSync(join(tmpdir(), 'slipway-write-'));
const folder = join(root, '.slipway', 'context');

function plan(paths: readonly string[], written: Readonly<Record<string, string>> = {}): PrunedContext {
  const prune = {
    manifests: Object.entries(written).map(([path, text]) => ({ kind: 'write' as const, path, text, madeFrom: [] })),
    libraries: [],
    application: paths.map((path) => ({ kind: 'copy' as const, path })),
    buildArguments: {},
  };
  return planContext(prune, [], (path) => readFacts(root, path));
}

function source(path: string, text: string, mode = 0o664): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
  chmodSync(join(root, path), mode);
}

test('holds exactly the planned files, with modes that no umask made', () => {
  source('a/one.txt', '1');
  source('a/run.sh', '2', 0o775);
  symlinkSync('one.txt', join(root, 'a/link'));
  expect(writeContext(folder, plan(['a/one.txt', 'a/run.sh', 'a/link'], { 'Cargo.toml': 'x' }), root)).toEqual({
    written: 4,
    removed: 0,
    kept: 0,
  });
  expect(statSync(join(folder, 'application/a/one.txt')).mode & 0o777).toBe(0o644);
  expect(statSync(join(folder, 'application/a/run.sh')).mode & 0o777).toBe(0o755);
  expect(readFileSync(join(folder, 'application/a/link'), 'utf8')).toBe('1');
  expect(readFileSync(join(folder, 'manifests/Cargo.toml'), 'utf8')).toBe('x');
});

test('leaves an unchanged file its time and gives a changed one a new time, even of the same length', async () => {
  source('b/keep.txt', 'same');
  source('b/edit.txt', 'aaaa');
  writeContext(folder, plan(['b/keep.txt', 'b/edit.txt']), root);
  const before = ['keep', 'edit'].map(
    (name) => statSync(join(folder, `application/b/${name}.txt`), { bigint: true }).mtimeNs,
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  source('b/edit.txt', 'bbbb');
  expect(writeContext(folder, plan(['b/keep.txt', 'b/edit.txt']), root)).toMatchObject({ written: 1, kept: 1 });
  const after = ['keep', 'edit'].map(
    (name) => statSync(join(folder, `application/b/${name}.txt`), { bigint: true }).mtimeNs,
  );
  expect(after[0]).toBe(before[0]);
  expect(after[1]).toBeGreaterThan(before[1]!);
  expect(readFileSync(join(folder, 'application/b/edit.txt'), 'utf8')).toBe('bbbb');
});

test('removes what is no longer planned, and lets a file become a folder', () => {
  source('c/x', 'file');
  writeContext(folder, plan(['c/x']), root);
  expect(readdirSync(join(folder, 'application'))).toEqual(['c']);
  const inner = plan(['c/x']);
  const renamed = { ...inner, application: inner.application.map((file) => ({ ...file, path: 'c/x/y' })) };
  expect(writeContext(folder, renamed, root)).toEqual({ written: 1, removed: 1, kept: 0 });
  expect(readFileSync(join(folder, 'application/c/x/y'), 'utf8')).toBe('file');
});

test('a file that was edited after it was planned is refused, not shipped under the older hash', () => {
  source('d/x', 'aaaa');
  const planned = plan(['d/x']);
  source('d/x', 'bbbb');
  expect(() => writeContext(join(folder, 'late'), planned, root)).toThrow('d/x: changed after the build was planned');
});

test('a file that vanished, and a link out of the workspace, are told by name', () => {
  expect(() => plan(['gone.txt'])).toThrow('gone.txt: the file is needed for the image and is gone');
  symlinkSync('/etc/passwd', join(root, 'evil'));
  expect(() => plan(['evil'])).toThrow('evil: is a symbolic link to /etc/passwd');
});
