import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@slipway/kit/process';
import { dockerText, openWorkspace, repository } from './workspace.js';

const folder = mkdtempSync(join(tmpdir(), 'slipway-packed-'));
const npm = async (args: readonly string[], cwd: string): Promise<string> => {
  const outcome = await run('npm', args, { cwd, env: { NODE_OPTIONS: undefined } });
  if (outcome.kind !== 'exited' || outcome.exitCode !== 0)
    throw new Error(`npm ${args.join(' ')}: ${JSON.stringify(outcome)}`);
  return outcome.stdout;
};

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** @returns the names of all packages of this repository that people can install */
function published(): string[] {
  const tools = join(repository, 'tools');
  return readdirSync(tools, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => JSON.parse(readFileSync(join(tools, name, 'package.json'), 'utf8')) as Manifest)
    .filter(({ private: isPrivate }) => isPrivate !== true)
    .map(({ name }) => name);
}

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the packed packages install into an empty folder, infer a project there, and build its image', async () => {
  const rooms = published().flatMap((room) => ['--workspace', room]);
  // npm prints a list, or from its twelfth version on an object by name.
  const packages = Object.values(
    JSON.parse(await npm(['pack', '--json', '--pack-destination', folder, ...rooms], repository)) as readonly Packed[],
  );
  const paths = packages.flatMap(({ files }) => files.map(({ path }) => path));
  expect(paths).toContain('dockerfiles/go.Dockerfile');
  expect(paths.filter((path) => path.includes('.spec.') || path.includes('testing/'))).toEqual([]);

  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'elsewhere', private: true, version: '1.0.0' }));
  const tarballs = packages.map(({ filename }) => join(folder, filename.replace('@', '').replace('/', '-')));
  await npm(
    [
      'install',
      '--save-dev',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      'nx@24.0.6',
      '@nx/devkit@24.0.0',
      ...tarballs,
    ],
    folder,
  );

  const workspace = openWorkspace(folder, 'packed');
  workspace.write('.gitignore', 'node_modules\n.nx\n.slipway\n');
  workspace.write('services/hello/go.mod', 'module example.org/hello\n\ngo 1.26\n');
  workspace.write(
    'services/hello/main.go',
    'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello from elsewhere") }\n',
  );
  workspace.write('compose.yml', 'services:\n  hello:\n    image: packed/hello:dev\n');
  const projects = (await workspace.nx(['show', 'projects'])).output;
  expect(projects).toContain('hello');
  expect(projects).toContain('stack');
  const built = await workspace.nx(['docker-build', 'hello']);
  expect(built.output).toContain('1 image: 1 built (hello: first build here)');
  expect(await dockerText('run', '--rm', `${workspace.name}/hello:dev`)).toBe('hello from elsewhere');
  await workspace.dispose();
});
