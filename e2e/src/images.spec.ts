import { services, closingLine, copyRepository, dockerText, type Workspace } from './workspace.js';

let workspace: Workspace;
const buildAll = (...more: readonly string[]) =>
  workspace.nx(['run-many', '-t', 'docker-build', '--outputStyle=static', ...more]);
const ids = async () =>
  Object.fromEntries(await Promise.all(services.map(async (name) => [name, await workspace.imageId(name)] as const)));

beforeAll(async () => {
  workspace = await copyRepository('images');
});
afterAll(() => workspace.dispose());

test('five images with one command, and nothing to do the second time', async () => {
  const first = await buildAll();
  expect(closingLine(first.output)).toMatch(/^5 images: 5 built \(/);
  expect(first.exitCode).toBe(0);
  const second = await buildAll();
  expect(closingLine(second.output)).toBe('5 images: 5 present');
});

test('images that were removed are back, the same to the last byte', async () => {
  const before = await ids();
  await dockerText('image', 'rm', ...services.map((name) => `${workspace.name}/${name}:dev`));
  const { output } = await buildAll();
  expect(closingLine(output)).toMatch(/^5 images: 5 built/);
  expect(output).toContain('the image was gone from the engine');
  expect(await ids()).toEqual(before);
});

test('a tag that points at something else is set right without a build', async () => {
  const before = await ids();
  await dockerText('image', 'tag', `${workspace.name}/api-go:dev`, `${workspace.name}/core:dev`);
  const { output } = await buildAll();
  expect(closingLine(output)).toBe('5 images: 4 present, 1 tagged anew');
  expect(await ids()).toEqual(before);
});

test.each([
  ['rust', 'libs/rust/telemetry/src/lib.rs', ['core']],
  ['go', 'libs/go/config/secret.go', ['api-go']],
  ['python', 'libs/python/config/src/observatory_config/__init__.py', ['api-python']],
  ['node', 'libs/node/config/src/index.ts', ['api-nest', 'api-fastify']],
])(
  'an edit in a library of %s builds its dependents only, with their dependency layers from cache',
  async (language, path, dependents) => {
    const comment = language === 'python' ? '# edited\n' : '// edited\n';
    workspace.edit(path, (text) => `${text}${comment}`);
    const { output, exitCode } = await buildAll('--progress=plain');
    expect(exitCode).toBe(0);
    const line = closingLine(output) ?? '';
    expect(line).toContain(`${String(5 - dependents.length)} present, ${String(dependents.length)} built`);
    for (const name of dependents) expect(line).toContain(`${name}: ${path} changed`);
    const dependencySteps = output.split('\n').filter((entry) => /\[dependencies \d+\/\d+\] RUN/.test(entry));
    expect(dependencySteps.length).toBeGreaterThan(0);
    expect(dependencySteps.filter((entry) => !entry.includes(' CACHED '))).toEqual([]);
  },
);

test.each([
  ['a README', 'libs/rust/config/README.md', 'new\n'],
  ['a README of an application', 'apps/api-python/README.md', 'new\n'],
  ['a test in Rust', 'apps/core/tests/added.rs', '#[test]\nfn added() {}\n'],
  ['a test in Go', 'apps/api-go/added_test.go', 'package main\n'],
  ['a test in Python', 'apps/api-python/tests/test_added.py', 'def test_added() -> None: ...\n'],
  ['a test in TypeScript', 'libs/node/config/src/added.spec.ts', 'export {};\n'],
])('%s builds nothing', async (_what, path, text) => {
  workspace.write(path, text);
  expect(closingLine((await buildAll()).output)).toBe('5 images: 5 present');
});

test("another member's manifest changes no image and no layer of dependencies", async () => {
  workspace.write(
    'libs/rust/unrelated/Cargo.toml',
    '[package]\nname = "unrelated"\nversion = "1.0.0"\nedition = "2024"\n',
  );
  workspace.write('libs/rust/unrelated/src/lib.rs', '');
  const { output, exitCode } = await buildAll('--progress=plain');
  expect(exitCode).toBe(0);
  expect(output.split('\n').filter((entry) => /DONE \[dependencies \d+\/\d+\] RUN/.test(entry))).toEqual([]);
});

test('half a gigabyte elsewhere in the repository is not seen', async () => {
  const plan = async () =>
    (await workspace.nx(['docker-build', 'core', '--dry-run', '--json'])).output.replaceAll(
      /^.*Run duration.*$|^.*Critical path.*$/gm,
      '',
    );
  const before = await plan();
  workspace.write('apps/other/large.bin', 'x');
  await import('node:fs').then(({ truncateSync }) => {
    truncateSync(`${workspace.root}/apps/other/large.bin`, 500_000_000);
  });
  const planHash = (text: string) => /"planHash": "(\w+)"/.exec(text)?.[1];
  expect(planHash(before)).toBeDefined();
  expect(planHash(await plan())).toBe(planHash(before));
  workspace.remove('apps/other');
});
