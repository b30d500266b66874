import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const tools = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** From left to right; a room may call what stands before it, never what stands behind. `engine` is outside of the flow. */
const rooms = ['kit', 'toolchains', 'images', 'compose', 'suites', 'nx'];
const mayCall: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(rooms.map((room, index) => [room, rooms.slice(0, index)])),
  engine: ['kit', 'images'],
};

interface Source {
  readonly file: string;
  readonly room: string;
  readonly text: string;
}

function sources(): readonly Source[] {
  return Object.keys(mayCall)
    .filter((room) => existsSync(join(tools, room, 'src')))
    .flatMap((room) =>
      readdirSync(join(tools, room, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => {
          const path = join(tools, room, 'src', name);
          return { file: relative(tools, path), room, text: readFileSync(path, 'utf8') };
        }),
    );
}

const all = sources();
const product = all.filter(({ file }) => !file.endsWith('.spec.ts') && !file.includes('/testing/'));

function importsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

test('there is something to look at', () => {
  expect(product.length).toBeGreaterThan(40);
  expect(new Set(product.map(({ room }) => room)).size).toBeGreaterThanOrEqual(5);
});

test('no room calls to its right', () => {
  const wrong = all.flatMap(({ file, room, text }) =>
    importsOf(text)
      .map((name) => /^@slipway\/(\w+)/.exec(name)?.[1])
      .filter((target) => target !== undefined && target !== room && mayCall[room]?.includes(target) !== true)
      .map((target) => `${file} calls ${target ?? ''}`),
  );
  expect(wrong).toEqual([]);
});

test('no room reaches into another by a relative path', () => {
  const wrong = all.filter(({ file, room, text }) =>
    importsOf(text).some((name) => name.startsWith('.') && !join(dirname(file), name).startsWith(`${room}/`)),
  );
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test('a manifest names the rooms that the code calls', () => {
  const wrong = product.flatMap(({ file, room, text }) => {
    const manifest = JSON.parse(readFileSync(join(tools, room, 'package.json'), 'utf8')) as { dependencies?: object };
    const declared = Object.keys(manifest.dependencies ?? {});
    return importsOf(text)
      .map((name) => /^@slipway\/\w+/.exec(name)?.[0])
      .filter((name) => name !== undefined && name !== `@slipway/${room}` && !declared.includes(name))
      .map((name) => `${file} needs ${name ?? ''}`);
  });
  expect(wrong).toEqual([]);
});

test.each([
  ['docker', 'images/src/docker.ts'],
  ['git', 'kit/src/git.ts'],
])('%s is started in one file only', (program, door) => {
  const starts = new RegExp(
    `\\b(?:run|spawn|spawnSync|execa|execFile|execFileSync|exec|execSync)\\(\\s*['"\`]${program}\\b`,
  );
  const doors = product.filter(({ text }) => starts.test(text)).map(({ file }) => file);
  expect(doors).toEqual([door]);
});

test('programs are started by kit, never through a shell', () => {
  // The daemon must outlive the program that starts it, which nothing started by kit does.
  const allowed = ['kit/src/process.ts', 'images/src/docker.ts', 'engine/src/engine/daemon.ts'];
  const direct = product.filter(({ text }) => /['"](?:node:)?child_process['"]|['"]execa['"]/.test(text));
  expect(direct.map(({ file }) => file).sort()).toEqual([...allowed].sort());
  expect(product.filter(({ text }) => /shell:\s*true/.test(text)).map(({ file }) => file)).toEqual([]);
});

test('a toolchain is pure: it reads no disk and starts nothing', () => {
  const impure = product.filter(
    ({ file, text }) =>
      /^toolchains\/src\/(?:rust|go|python|node)\//.test(file) &&
      importsOf(text).some(
        (name) =>
          /^node:(?!path$|module$)/.test(name) || name === '@slipway/kit/process' || name === '@slipway/kit/git',
      ),
  );
  expect(impure.map(({ file }) => file)).toEqual([]);
});

test('a toolchain knows nothing of another', () => {
  const wrong = product.filter(({ file, text }) => {
    const own = /^toolchains\/src\/(rust|go|python|node)\//.exec(file)?.[1];
    return (
      own !== undefined &&
      importsOf(text).some((name) => new RegExp(`\\.\\./(?!${own}\\b)(?:rust|go|python|node)/`).test(name))
    );
  });
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test('every toolchain has the same files', () => {
  const missing = ['rust', 'go', 'python', 'node'].flatMap((name) =>
    ['manifest.ts', 'dependencies.ts', 'prune.ts', 'commands.ts', 'index.ts']
      .filter((file) => !existsSync(join(tools, 'toolchains/src', name, file)))
      .map((file) => `${name}/${file}`),
  );
  expect(missing).toEqual([]);
});

test('pure code imports nothing that acts', () => {
  const pure = /\/(?:plan|bake|lookup|reason|progress|prune|dependencies|manifest|closing-line)\.ts$/;
  const wrong = product.filter(
    ({ file, text }) =>
      pure.test(file) &&
      importsOf(text).some(
        (name) => /^node:(?:fs|child_process|http|net)/.test(name) || /docker\.js$|\/process$/.test(name),
      ),
  );
  expect(wrong.map(({ file }) => file)).toEqual([]);
});
