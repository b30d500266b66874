import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutorContext, Task } from '@nx/devkit';
import { leavesRoot, readBuildOptions, readCheckOptions } from './read-options.js';

const core = { project: 'core', target: 'docker-build' };
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-options-'));
  mkdirSync(join(root, 'apps/core'), { recursive: true });
  writeFileSync(
    join(root, 'apps/core/project.json'),
    '{ "targets": { "docker-build": { "options": { "tags": 1 } } } }',
  );
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

/** As Nx calls an executor of core's docker-build, with these words behind the target. */
function contextOf(words: readonly string[] = []): ExecutorContext {
  const id = 'core:docker-build';
  const task: Task = {
    id,
    target: core,
    overrides: { __overrides_unparsed__: words },
    outputs: [],
    cache: false,
    parallelism: true,
  };
  return {
    root,
    cwd: root,
    isVerbose: false,
    projectGraph: {
      nodes: { core: { name: 'core', type: 'app', data: { root: 'apps/core' } } },
      dependencies: {},
    },
    projectsConfigurations: { version: 2, projects: {} },
    nxJsonConfiguration: {},
    taskGraph: { roots: [id], tasks: { [id]: task }, dependencies: { [id]: [] }, continuousDependencies: {} },
  };
}

test('options that fit are handed on, without what Nx adds', () => {
  const options = { tags: ['a'], cache: true, json: false, maxSize: '10MB', include: ['schemas/**'] };
  expect(readBuildOptions({ ...options, __overrides_unparsed__: [], verbose: true }, core, contextOf())).toEqual(
    options,
  );
  expect(readCheckOptions({ maxSize: '1MB' }, { ...core, target: 'docker-check' }, contextOf())).toEqual({
    maxSize: '1MB',
  });
});

test('what does not fit is told with project, option, what is expected, and the file', () => {
  expect(() => readBuildOptions({ tags: 'x' }, core, contextOf())).toThrow(
    'apps/core/project.json: project core: option "tags" of docker-build is a text, expected a list of texts\n' +
      '  for example {"tags":["1.4.0"]}',
  );
});

test('all that is wrong is told at once', () => {
  expect(() => readBuildOptions({ tagz: 1, labels: ['a'] }, core, contextOf())).toThrow(
    /project core: docker-build has no option "tagz"\n {2}there are: .*, tags, .*\nproject core: option "labels" of docker-build is a list, expected an object/,
  );
});

test('the file is not blamed for what was typed', () => {
  expect(() => readBuildOptions({ tags: true }, core, contextOf(['--tags']))).toThrow(
    /^project core: option "tags" of docker-build is true/,
  );
  expect(() => readBuildOptions({ _: ['please'] }, core, contextOf(['please']))).toThrow(
    'docker-build takes no "please"',
  );
});

test('a version on the command line stays what was typed', () => {
  expect(readBuildOptions({ tags: 1.1 }, core, contextOf(['--tags=1.10']))).toEqual({ tags: ['1.10'] });
});

test('a file for plans is one of a dry run', () => {
  const options = { dryRun: true, json: 'plans.json' };
  expect(readBuildOptions(options, core, contextOf())).toEqual(options);
  expect(() => readBuildOptions({ json: 'plans.json' }, core, contextOf())).toThrow(
    'names a file for the plans of --dry-run',
  );
});

test.each(['/etc/*.conf', '../x', 'apps/../../x', '!../x', '..'])('include %s leaves the workspace', (glob) => {
  expect(leavesRoot(glob)).toBe(true);
  expect(() => readBuildOptions({ include: ['a/*', glob] }, core, contextOf())).toThrow(
    `option "include" of docker-build names "${glob}", which is not in the workspace`,
  );
});

test.each(['schemas/**/*.json', '!schemas/old/**', 'a/../b', '..a/b', '**/..x'])('include %s does not', (glob) => {
  expect(leavesRoot(glob)).toBe(false);
});

// Nx checks options in the process of the batch, outside of any catch: a complaint of its own ends all projects with a stack trace.
test.each(['build', 'check'])('Nx passes everything on to the %s executor', (executor) => {
  const { validateOptsAgainstSchema } = createRequire(import.meta.url)('nx/src/utils/params') as {
    readonly validateOptsAgainstSchema: (options: object, schema: object) => void;
  };
  const schema = JSON.parse(readFileSync(new URL(`../src/${executor}/schema.json`, import.meta.url), 'utf8')) as {
    readonly properties: object;
  };
  const odd: readonly unknown[] = ['x', 1, true, null, {}, { a: { b: 1 } }, [], [1, null, { id: 1 }, ['x']]];
  for (const name of [...Object.keys(schema.properties), 'unheardOf']) {
    for (const value of odd)
      expect(() => {
        validateOptsAgainstSchema({ [name]: value }, schema);
      }).not.toThrow();
  }
});
