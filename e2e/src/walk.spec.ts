import { closingLine, copyRepository, dockerText, imageId, type Workspace } from './workspace.js';

// Twenty steps of what happens to images between two builds, in an order that a seed decides. After each the build must leave the tag on
// the image of the sources as they are now, whatever anybody remembers.

const SEED = Number(process.env['WALK_SEED'] ?? 20);
const STEPS = Number(process.env['WALK_STEPS'] ?? 20);
const source = 'apps/api-go/version.txt';
let workspace: Workspace;

beforeAll(async () => {
  workspace = await copyRepository('walk');
});
afterAll(() => workspace.dispose());

/** A small generator (mulberry32), so that a failure can be walked again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

test(`after each of ${String(STEPS)} random steps the tag is on the image of today's sources`, async () => {
  const next = random(SEED);
  const versions = ['1.0.0', '1.0.1', '1.0.2'];
  const known = new Map<string, string>();
  let version = versions[0]!;
  workspace.write(source, `${version}\n`);
  const name = `${workspace.name}/api-go:dev`;
  const path: string[] = [];
  const actions: Readonly<Record<string, () => Promise<void>>> = {
    'switch the branch': () => {
      version = versions[Math.floor(next() * versions.length)]!;
      workspace.write(source, `${version}\n`);
      return Promise.resolve();
    },
    'remove the image': async () => {
      if ((await imageId(name)) !== undefined) await dockerText('image', 'rm', name);
    },
    'tag something else': async () => {
      await dockerText('image', 'tag', 'debian:trixie-slim', name);
    },
    'tag an older build': async () => {
      for (const id of known.values())
        if ((await imageId(id)) !== undefined) await dockerText('image', 'tag', id, name);
    },
    'prune what has no tag': async () => {
      await dockerText('image', 'prune', '--force');
    },
    'lose the receipts': () => {
      workspace.remove('.slipway/receipts');
      return Promise.resolve();
    },
    'lose what was observed': () => {
      workspace.remove('.slipway/engine');
      return Promise.resolve();
    },
    nothing: () => Promise.resolve(),
  };
  const names = Object.keys(actions);
  for (let step = 0; step < STEPS; step += 1) {
    const chosen = names[Math.floor(next() * names.length)]!;
    await actions[chosen]!();
    path.push(chosen);
    const { exitCode, output } = await workspace.nx([
      'run-many',
      '-t',
      'docker-build',
      '-p',
      'api-go',
      '--outputStyle=static',
    ]);
    const where = `seed ${String(SEED)}, step ${String(step)}: ${path.join(', ')}\n${output}`;
    if (exitCode !== 0 || closingLine(output) === undefined) throw new Error(where);
    const id = await imageId(name);
    const printed = await dockerText('run', '--rm', name, '--version');
    if (!printed.includes(version)) throw new Error(`the image says ${printed}, the sources ${version}; ${where}`);
    if (known.has(version) && known.get(version) !== id)
      throw new Error(`another digest for the same sources; ${where}`);
    known.set(version, id ?? '');
  }
  expect(path).toHaveLength(STEPS);
});
