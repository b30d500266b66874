import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@slipway/kit';
import type { PlannedFile } from '../context/plan.js';
import type { ImagePlan } from '../plan.js';
import { findKnownPlan, rememberPlan } from './known-plans.js';

let workspaceRoot: string;
let place: { readonly state: string; readonly workspaceRoot: string };

beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'slipway-known-plans-'));
  place = { workspaceRoot, state: join(workspaceRoot, '.slipway') };
  writeFileSync(join(workspaceRoot, 'main.rs'), 'fn main() {}\n');
});
afterEach(() => {
  rmSync(workspaceRoot, { recursive: true });
});

const text = 'fn main() {}\n';
const file: PlannedFile = {
  path: 'main.rs',
  mode: '0644',
  sha256: sha256(text),
  bytes: text.length,
  content: { kind: 'copy', from: 'main.rs' },
  madeFrom: ['main.rs'],
};
const plan: ImagePlan = {
  project: 'core',
  root: '.',
  image: 'observatory/core',
  tags: ['observatory/core:dev'],
  recipe: {
    dockerfile: 'docker/rust.Dockerfile',
    dockerfileText: 'FROM scratch',
    target: 'production',
    platform: 'linux/amd64',
    buildArguments: {},
    labels: {},
    bases: [{ name: 'rust:1-slim', kind: 'local', digest: 'sha256:1' }],
  },
  context: { kind: 'pruned', files: { manifests: [], libraries: [], application: [file] } },
  secrets: [],
  planHash: 'a'.repeat(64),
  inputs: { 'main.rs': file.sha256, 'docker/rust.Dockerfile': 'x' },
};
const later = (): number => Date.now() + 60_000;
const find = (fingerprint = 'f'): unknown => findKnownPlan(place, 'core', fingerprint, () => true);

test('gives back what was remembered of a fingerprint, and nothing of another', () => {
  rememberPlan(place, 'f', [plan], later());
  expect(find()).toMatchObject({
    images: [{ image: 'observatory/core', planHash: plan.planHash }],
    platform: 'linux/amd64',
  });
  expect(find('g')).toBeUndefined();
});

test('nothing where the bases are no longer what they were', () => {
  rememberPlan(place, 'f', [plan], later());
  expect(findKnownPlan(place, 'core', 'f', ({ bases }) => bases.length === 0)).toBeUndefined();
});

test('nothing where a file changed that the fingerprint has not noticed yet', () => {
  rememberPlan(place, 'f', [plan], later());
  writeFileSync(join(workspaceRoot, 'main.rs'), 'fn main( ){}\n');
  expect(find()).toBeUndefined();
});

test('nothing where a file became executable: that is in no hash of Nx, and in the image', () => {
  rememberPlan(place, 'f', [plan], later());
  chmodSync(join(workspaceRoot, 'main.rs'), 0o755);
  expect(find()).toBeUndefined();
});

test('nothing where a file gave way to a link', () => {
  rememberPlan(place, 'f', [plan], later());
  rmSync(join(workspaceRoot, 'main.rs'));
  symlinkSync('elsewhere.rs', join(workspaceRoot, 'main.rs'));
  expect(find()).toBeUndefined();
});

test('a file that was only touched is the same', () => {
  rememberPlan(place, 'f', [plan], later());
  utimesSync(join(workspaceRoot, 'main.rs'), 1, 1);
  expect(find()).toBeDefined();
});

test('a plan with a file as young as the run is not remembered', () => {
  rememberPlan(place, 'f', [plan], Date.now() - 5_000);
  expect(find()).toBeUndefined();
});

test.each([
  ['torn', '{"version":2,"ima'],
  ['of another version', '{"version":1,"images":[],"bases":[],"files":{}}'],
  ['of another shape', '[]'],
  ['null', 'null'],
])('a file that is %s counts as none', (_name, content) => {
  const folder = join(place.state, 'plans', 'core');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'f.json'), content);
  expect(find()).toBeUndefined();
});

test('keeps the newest twenty', () => {
  for (let index = 0; index < 25; index += 1) rememberPlan(place, `f${String(index)}`, [plan], later());
  expect(readdirSync(join(place.state, 'plans', 'core'))).toHaveLength(20);
  expect(find('f24')).toBeDefined();
});
