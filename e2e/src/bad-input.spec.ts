import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join, relative } from 'node:path';
import { findEndpoint } from '@slipway/images/docker';
import { run } from '@slipway/kit/process';
import { closingLine, copyRepository, type Outcome, type Workspace } from './workspace.js';

/** For a whole build of the Rust service where others work on the same two cores. */
const PATIENCE_MS = 3_600_000;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await copyRepository('bad-input');
});
afterAll(() => workspace.dispose());

const build = (project: string, ...more: readonly string[]): Promise<Outcome> =>
  workspace.nx(['docker-build', project, ...more]);

function options(project: string, values: object): void {
  const name = JSON.stringify({ name: project, targets: { 'docker-build': { options: values } } });
  workspace.write(`apps/${project}/project.json`, name);
}

/** It failed, said each of these, and showed no stack of ours. */
function expectToldOf(outcome: Outcome, ...said: readonly string[]): void {
  for (const text of said) expect(outcome.output).toContain(text);
  expect(outcome.output).not.toMatch(/^\s+at .*\/tools\//m);
  expect(outcome.exitCode).not.toBe(0);
}

test('no engine', async () => {
  const outcome = await workspace.nx(['docker-build', 'api-go'], { DOCKER_HOST: 'unix:///nowhere/docker.sock' });
  expectToldOf(outcome, 'no container engine answers at unix:///nowhere/docker.sock', 'docker context use');
});

test('a Dockerfile without the stage that is asked for', async () => {
  expectToldOf(
    await build('api-go', '--stage=prod'),
    'there is no stage "prod"',
    'docker/go.Dockerfile:',
    'production',
  );
});

test('a COPY of a file that the context does not hold names the project that is missing from the graph', async () => {
  workspace.write(
    'apps/api-go/Dockerfile',
    'FROM golang:1.26 AS production\nCOPY --from=application . .\nCOPY --from=libraries libs/rust/config/src/lib.rs /x\n',
  );
  const outcome = await build('api-go');
  workspace.remove('apps/api-go/Dockerfile');
  expectToldOf(
    outcome,
    'apps/api-go/Dockerfile:3',
    'libs/rust/config/src/lib.rs',
    'rust-config',
    'implicitDependencies',
  );
});

test.each([
  [
    'core',
    'apps/core/Cargo.toml',
    (text: string) => text.replace('[dependencies]', '[dependencies]\nbase32 = "0.5"'),
    'Cargo.lock',
    'cargo update',
  ],
  [
    'api-nest',
    'apps/api-nest/package.json',
    (text: string) => text.replace('"dependencies": {', '"dependencies": {\n    "is-odd": "3.0.1",'),
    'package-lock.json',
    'npm install',
  ],
])('a lock that is out of date: %s', async (project, path, change, lock, fix) => {
  let before = '';
  workspace.edit(path, (text) => {
    before = text;
    return change(text);
  });
  const outcome = await build(project);
  workspace.write(path, before);
  expectToldOf(outcome, lock, fix);
});

test('two projects with one image name', async () => {
  options('api-go', { image: 'shop/same' });
  options('core', { image: 'shop/same' });
  const outcome = await build('api-go');
  options('api-go', {});
  options('core', {});
  expectToldOf(outcome, 'projects api-go and core have one image name, shop/same', 'option "image"');
});

test('a circle of libraries', async () => {
  let before = '';
  workspace.edit('libs/rust/config/Cargo.toml', (text) => {
    before = text;
    return `${text}\n[dependencies.observatory-telemetry]\npath = "../telemetry"\n`;
  });
  const outcome = await build('core');
  workspace.write('libs/rust/config/Cargo.toml', before);
  expectToldOf(outcome, 'in a circle', 'libs/rust/config', 'libs/rust/telemetry');
});

test('a project name that is no image name', async () => {
  workspace.write('apps/api-go/project.json', '{"name": "API Go"}');
  const outcome = await build('API Go');
  options('api-go', {});
  expectToldOf(outcome, 'no valid image name', 'option "image"', 'api-go');
});

test('a broken manifest fails its own project and no other', async () => {
  let before = '';
  workspace.edit('apps/api-go/go.mod', (text) => {
    before = text;
    return `${text}\nrequire (\n`;
  });
  const outcome = await workspace.nx([
    'run-many',
    '-t',
    'docker-build',
    '-p',
    'api-go,core',
    '--dry-run',
    '--outputStyle=static',
  ]);
  workspace.write('apps/api-go/go.mod', before);
  expectToldOf(outcome, 'apps/api-go/go.mod:');
  expect(closingLine(outcome.output)).toContain('1 failed (api-go)');
  expect(outcome.output).toContain('core:dev');
});

test('a step that fails is shown with its whole log, and its siblings are built', async () => {
  let before = '';
  workspace.edit('apps/api-go/main.go', (text) => {
    before = text;
    return `${text}\nvar broken int = "no number"\n`;
  });
  const outcome = await workspace.nx([
    'run-many',
    '-t',
    'docker-build',
    '-p',
    'api-go,api-fastify',
    '--outputStyle=static',
  ]);
  workspace.write('apps/api-go/main.go', before);
  expectToldOf(outcome, 'cannot use "no number"', 'docker/go.Dockerfile:');
  expect(closingLine(outcome.output)).toMatch(/1 built \(api-fastify: .*1 failed \(api-go\)/);
});

test('options of the wrong type, and such as nobody knows, fail their own project and say what is expected', async () => {
  options('api-go', { tags: 'x', secrets: [{ id: 'feed', value: 'hunter2' }], tagz: 1 });
  const args = ['-t', 'docker-build', '-p', 'api-go,core', '--dry-run', '--outputStyle=static'];
  const outcome = await workspace.nx(['run-many', ...args]);
  options('api-go', {});
  expectToldOf(
    outcome,
    'apps/api-go/project.json: project api-go: option "tags" of docker-build is a text, expected a list of texts',
    'option "secrets[0].target" of docker-build is missing',
    'docker-build has no option "secrets[0].value"',
    'docker-build has no option "tagz"',
  );
  expect(outcome.output).not.toContain('hunter2');
  expect(outcome.output).not.toContain('UnhandledPromiseRejection');
  expect(closingLine(outcome.output)).toContain('1 failed (api-go)');
  expect(outcome.output).toContain('core:dev');
});

test('options on the command line are read as they were typed, or told of', async () => {
  const outcome = await build('api-go', '--dry-run', '--tagz=x', '--progress=loud', 'please');
  expectToldOf(
    outcome,
    'project api-go: docker-build has no option "tagz"',
    'option "progress" of docker-build is "loud", expected one of "auto", "plain"',
    'docker-build takes no "please"',
  );
  const { exitCode, output } = await build('api-go', '--dry-run', '--tags=1.10,next', '--build-args.LEVEL=2.0');
  expect(output).toContain('/api-go:dev, slipway-e2e-bad-input/api-go:1.10, slipway-e2e-bad-input/api-go:next:');
  expect(output).toContain('LEVEL=2.0');
  expect(exitCode).toBe(0);
});

test.each([['--maxSizes=1'], ['--maxSize']])('docker-check %s', async (word) => {
  expect((await build('api-go')).exitCode).toBe(0);
  expectToldOf(
    await workspace.nx(['docker-check', 'api-go', '--excludeTaskDependencies', word]),
    'project api-go:',
    'maxSize',
  );
});

test.each(['/etc/*.conf', '../elsewhere/**'])('an include of what is not in the workspace: %s', async (glob) => {
  options('api-go', { include: [glob] });
  const outcome = await build('api-go');
  options('api-go', {});
  expectToldOf(
    outcome,
    `apps/api-go/project.json: project api-go: option "include" of docker-build names "${glob}", which is not in the workspace`,
  );
});

test('a secret that is not there is told before anything is built', async () => {
  options('api-go', { secrets: [{ id: 'feed', env: 'SLIPWAY_NO_SUCH_VARIABLE', target: '$FEED' }] });
  const outcome = await build('api-go');
  options('api-go', {});
  expectToldOf(outcome, 'secret "feed" is in the variable SLIPWAY_NO_SUCH_VARIABLE, which is not set');
});

test('the plans of a whole run stand in one file for scripts, and are refused where no file can hold them', async () => {
  const plan = (...more: readonly string[]): Promise<Outcome> =>
    workspace.nx(['run-many', '-t', 'docker-build', '-p', 'api-go,core', '--dry-run', ...more]);
  expect((await plan('--json=out/plans.json')).exitCode).toBe(0);
  const plans = JSON.parse(readFileSync(join(workspace.root, 'out/plans.json'), 'utf8')) as readonly object[];
  expect(plans).toEqual([
    expect.objectContaining({ project: 'api-go', planHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }),
    expect.objectContaining({ project: 'core', planHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }),
  ]);
  expectToldOf(await plan('--json=out'), "the plans can't be written to out");
  expectToldOf(await plan('--no-batch', '--json=other.json'), "other.json can't hold the plans of", 'another process');
  expectToldOf(await build('api-go', '--json=plans.json'), 'names a file for the plans of --dry-run');
});

test.each(['.slipway', 'apps/api-go/.slipway', '.slipway/contexts', '.slipway/locks', '.slipway/build'])(
  'a file in the place of the folder %s',
  async (place) => {
    workspace.remove(place);
    workspace.write(place, '');
    const outcome = await build('api-go', `--labels.place=${place}`);
    workspace.remove(place);
    expectToldOf(outcome, `${place} is a file, where Slipway keeps a folder`, `rm ${place}`);
  },
);

test('what is remembered counts as nothing where it is of another shape, and what can not be replaced is named', async () => {
  expect((await build('api-go')).exitCode).toBe(0);
  const remembered = ['engine', 'receipts', 'plans'].flatMap((name) => filesBelow(join('.slipway', name)));
  expect(remembered.length).toBeGreaterThan(3);
  for (const text of ['{"version":2,"images":[null],"bases":[],"files":{}}', 'null', '']) {
    for (const path of remembered) workspace.write(path, text);
    expect(await build('api-go')).toMatchObject({ exitCode: 0 });
  }
  // The one that the last build wrote: all others were emptied.
  const isWritten = (path: string) => path.endsWith('.json') && readFileSync(join(workspace.root, path), 'utf8') !== '';
  const receipt = filesBelow('.slipway/receipts').find(isWritten) ?? '';
  workspace.remove(receipt);
  workspace.write(join(receipt, 'inner'), '');
  const outcome = await build('api-go');
  workspace.remove('.slipway');
  expectToldOf(outcome, `${receipt} is a folder, where Slipway keeps a file`, `rm -r ${receipt}`);
});

test(
  'an engine that goes away in mid-build is named, and the next run works',
  async () => {
    workspace.edit('apps/core/src/main.rs', (text) => `${text}\n// ${String(Date.now())}\n`);
    const engine = await openRelay(join(workspace.root, '.slipway-engine.sock'));
    const outcome = await run(
      process.execPath,
      ['node_modules/nx/dist/bin/nx.js', 'docker-build', 'core', '--outputStyle=stream'],
      {
        cwd: workspace.root,
        env: {
          NX_DAEMON: 'false',
          NX_TUI: 'false',
          NO_COLOR: '1',
          NODE_OPTIONS: undefined,
          DOCKER_HOST: engine.endpoint,
        },
        onStdoutLine: (line) => {
          if (line.includes('building')) setTimeout(engine.cut, 2000);
        },
      },
    );
    if (outcome.kind !== 'exited') throw new Error(outcome.kind);
    expectToldOf(
      { exitCode: outcome.exitCode, output: `${outcome.stdout}\n${outcome.stderr}` },
      'core was not built',
      'the engine went away while it was building',
    );
    expect((await build('core')).exitCode).toBe(0);
  },
  PATIENCE_MS,
);

test(
  'an interrupt leaves nothing running, and the next run works',
  async () => {
    workspace.edit('apps/core/src/main.rs', (text) => `${text}\n// ${String(Date.now())}\n`);
    const controller = new AbortController();
    const running = run(
      process.execPath,
      ['node_modules/nx/dist/bin/nx.js', 'docker-build', 'core', '--outputStyle=stream'],
      {
        cwd: workspace.root,
        env: { NX_DAEMON: 'false', NX_TUI: 'false', NODE_OPTIONS: undefined },
        signal: controller.signal,
        onStdoutLine: (line) => {
          if (line.includes('building'))
            setTimeout(() => {
              controller.abort();
            }, 2000);
        },
      },
    );
    await running;
    for (let attempt = 0; attempt < 50 && (await isBuilding()); attempt += 1)
      await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await isBuilding()).toBe(false);
    expect((await build('core')).exitCode).toBe(0);
  },
  PATIENCE_MS,
);

/** The engine behind a socket of our own, which can be cut off as if the engine had died. */
async function openRelay(path: string): Promise<{ readonly endpoint: string; readonly cut: () => void }> {
  const target = findEndpoint().replace('unix://', '');
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const engine = connect(target);
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      // Whichever side goes first takes the other with it.
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { endpoint: `unix://${path}`, cut };
}

/** The files in and below a folder of the workspace, relative to it. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(workspace.root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(workspace.root, join(entry.parentPath, entry.name)));
}

async function isBuilding(): Promise<boolean> {
  const listed = await run('ps', ['-eo', 'args']);
  const own =
    listed.kind === 'exited' &&
    listed.stdout.split('\n').some((line) => line.includes('buildx bake') && line.includes(workspace.root));
  return own;
}
