import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@slipway/kit/process';

const cli = join(dirname(fileURLToPath(import.meta.url)), 'cli.js');

/** A registry on loopback: contents by their digest, and the digests of tags, `name:tag`. */
const contents = new Map<string, { readonly type: string; readonly text: string }>();
const tags = new Map<string, string>();
let server: Server;
let registry = '';
let root = '';

function keep(mediaType: string, fields: object) {
  const type = `application/vnd.oci.image.${mediaType}.v1+json`;
  const text = JSON.stringify({ schemaVersion: 2, mediaType: type, ...fields });
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  contents.set(digest, { type, text });
  return { mediaType: type, digest, size: text.length };
}

/** Tags an empty image for two platforms. @returns the digest for each */
function push(tag: string, author: string): Readonly<Record<string, string>> {
  const manifests = ['amd64', 'arm64'].map((architecture) => {
    const platform = { os: 'linux', architecture };
    const config = keep('config', { ...platform, author, rootfs: { type: 'layers', diff_ids: [] } });
    return { ...keep('manifest', { config, layers: [] }), platform };
  });
  tags.set(tag, keep('index', { manifests }).digest);
  return Object.fromEntries(manifests.map(({ digest, platform }) => [`linux/${platform.architecture}`, digest]));
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const [, name = '', reference = ''] = /^\/v2\/(.+)\/(?:manifests|blobs)\/(.+)$/.exec(request.url ?? '') ?? [];
    const digest = tags.get(`${name}:${reference}`) ?? reference;
    const content = contents.get(digest);
    if (content === undefined) {
      response.writeHead(request.url === '/v2/' ? 200 : 404).end();
      return;
    }
    const length = Buffer.byteLength(content.text);
    response.writeHead(200, {
      'Content-Type': content.type,
      'Content-Length': length,
      'Docker-Content-Digest': digest,
    });
    response.end(request.method === 'HEAD' ? undefined : content.text);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  registry = `localhost:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.close();
});

const lock = (...names: readonly string[]): string =>
  JSON.stringify({ version: 1, images: Object.fromEntries(names.map((name) => [name, { digests: {} }])) });
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-lock-command-'));
  mkdirSync(join(root, 'compose'));
  writeFileSync(join(root, 'nx.json'), '{}');
  push('base:1', 'base');
  push('store:8', 'store');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

async function slipway(...words: readonly string[]) {
  const env = { NODE_OPTIONS: undefined, NO_COLOR: '1', FORCE_COLOR: undefined };
  const outcome = await run(process.execPath, [cli, ...words], { cwd: root, env });
  if (outcome.kind !== 'exited') throw new Error(outcome.kind);
  return outcome;
}

test('update pins base images and those of the stack, each in its own lock', async () => {
  writeFileSync(join(root, 'images.lock.json'), lock(`${registry}/base:1`));
  writeFileSync(join(root, 'compose/images.lock.json'), lock(`${registry}/store:8`));
  const first = await slipway('lock', 'update');
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect(first.stdout).toContain(`base:1: linux/amd64, linux/arm64 pinned anew in images.lock.json`);
  expect(first.stdout).toContain(`store:8: linux/amd64, linux/arm64 pinned anew in compose/images.lock.json`);
  const digests = push('store:8', 'store');
  const images = { [`${registry}/store:8`]: { digests } };
  expect(JSON.parse(read('compose/images.lock.json'))).toEqual({ version: 1, images });
  const base = JSON.parse(read('images.lock.json')) as { readonly images: object };
  expect(Object.keys(base.images)).toEqual([`${registry}/base:1`]);

  const { stdout } = await slipway('lock');
  expect(stdout).toContain(
    `compose/images.lock.json\n  ${registry}/store:8  linux/amd64  ${digests['linux/amd64'] ?? ''}`,
  );
  expect((await slipway('lock', 'update')).stdout).not.toContain('pinned anew');
});

test('a dry run says what would be pinned, and writes nothing', async () => {
  const before = lock(`${registry}/store:8`);
  writeFileSync(join(root, 'compose/images.lock.json'), before);
  const { exitCode, stdout } = await slipway('lock', 'update', '--dry-run', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    dryRun: true,
    written: [],
    updates: [{ file: 'compose/images.lock.json', outcome: 'changed', changed: ['linux/amd64', 'linux/arm64'] }],
  });
  expect((await slipway('lock', 'update', '--dry-run')).stdout).toContain('would be pinned anew');
  expect(read('compose/images.lock.json')).toBe(before);
});

test('what no registry answers for is told and keeps its digest, while the others are pinned', async () => {
  writeFileSync(join(root, 'images.lock.json'), lock(`${registry}/base:1`, `${registry}/never:1`));
  writeFileSync(join(root, 'compose/images.lock.json'), lock(`${registry}/store:8`));
  expect((await slipway('lock', 'update', `${registry}/store:8`)).exitCode).toBe(0);
  const pinned = read('compose/images.lock.json');

  tags.delete('store:8');
  const { exitCode, stdout, stderr } = await slipway('lock', 'update');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('base:1: linux/amd64, linux/arm64 pinned anew');
  expect(stderr).toMatch(/never:1: its registry gave no digest \(.*\); it is not pinned yet/);
  expect(stderr).toMatch(/store:8: its registry gave no digest \(.*\); compose\/images\.lock\.json keeps the digest/);
  expect(stderr).toContain('2 of 3 images could not be asked for');
  expect(read('compose/images.lock.json')).toBe(pinned);

  const told = await slipway('lock', 'update', '--json');
  expect(told.exitCode).toBe(1);
  const { updates, written } = JSON.parse(told.stdout) as { updates: { outcome: string }[]; written: string[] };
  expect(updates.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unanswered', 'unanswered']);
  expect(written).toEqual([]);
});
