// What does it cost to find out that every image is present, against as many cached tasks that do nothing? Both in the same workspace, in
// turn, with and without the daemon; the figure is the median of the paired differences.
//   node bench/noop.mjs [pairs=20]
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const pairs = Number(process.argv[2] ?? 20);
const services = ['core', 'api-go', 'api-python', 'api-nest', 'api-fastify'];

const root = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: repository,
  encoding: 'utf8',
});
const ours = /^(?:apps|libs|docker)\/|^[^/]+$/;
for (const path of listed.stdout.split('\0').filter((name) => ours.test(name) && !/^compose/.test(name))) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  cpSync(join(repository, path), join(root, path), { preserveTimestamps: true });
}
installPackages();
for (const name of services) {
  const file = join(root, 'apps', name, 'project.json');
  const project = JSON.parse(readFileSync(file, 'utf8'));
  // As the images' tasks, these hash the project's files; and when they run, nothing happens.
  project.targets['do-nothing'] = {
    executor: 'nx:run-commands',
    cache: true,
    inputs: ['{projectRoot}/**/*'],
    options: { command: 'true' },
  };
  writeFileSync(file, JSON.stringify(project, null, 2));
}

/** As a user has them: everything from the registry linked, the packages of this repository copied, as npm would unpack them. */
function installPackages() {
  const modules = join(root, 'node_modules');
  mkdirSync(join(modules, '@slipway'), { recursive: true });
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (name !== '@slipway' && name !== '.cache')
      symlinkSync(join(repository, 'node_modules', name), join(modules, name));
  }
  for (const name of ['kit', 'toolchains', 'images', 'compose', 'suites', 'nx']) {
    const from = join(repository, 'tools', name);
    if (!existsSync(from)) continue;
    cpSync(from, join(modules, '@slipway', name), {
      recursive: true,
      filter: (path) => !/\/(?:node_modules|testing)$|\.spec\.|(?<!\.d)\.ts$/.test(path),
    });
    // What is of another version than at the root.
    if (existsSync(join(from, 'node_modules'))) {
      symlinkSync(join(from, 'node_modules'), join(modules, '@slipway', name, 'node_modules'));
    }
  }
}

function time(target, daemon) {
  const started = performance.now();
  const result = spawnSync(
    process.execPath,
    [join(root, 'node_modules/nx/dist/bin/nx.js'), 'run-many', '-t', target, '-p', services.join(',')],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: daemon ? 'true' : 'false', NX_TUI: 'false' },
    },
  );
  const tookMs = performance.now() - started;
  if (result.status !== 0) throw new Error(result.stdout + result.stderr);
  return { tookMs, output: result.stdout };
}

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
};

try {
  time('docker-build', false);
  // A plan is remembered only when no file of it is younger than a few seconds.
  await new Promise((resolve) => setTimeout(resolve, 6000));
  for (const daemon of [true, false]) {
    for (const target of ['docker-build', 'do-nothing']) {
      time(target, daemon);
      const { output } = time(target, daemon);
      if (target === 'docker-build' && !output.includes('5 images: 5 present'))
        throw new Error(`not all present:\n${output}`);
    }
    const images = [];
    const nothing = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      images.push(time('docker-build', daemon).tookMs);
      nothing.push(time('do-nothing', daemon).tookMs);
    }
    const differences = images.map((value, index) => value - nothing[index]);
    console.log(
      `daemon ${daemon ? 'on ' : 'off'}: five images present ${median(images).toFixed(0)} ms, five cached tasks ${median(nothing).toFixed(0)} ms, ` +
        `difference ${median(differences).toFixed(0)} ms, ratio ${(median(images) / median(nothing)).toFixed(2)} (median of ${String(pairs)} pairs)`,
    );
  }
} finally {
  spawnSync(process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), 'daemon', '--stop'], { cwd: root });
  rmSync(root, { recursive: true, force: true });
}
