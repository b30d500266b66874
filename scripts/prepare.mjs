// What `npm start` and `npm test` share. Plain Node without dependencies: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const state = join(root, '.slipway');

/** Runs a program with our terminal; ends this process with its exit code where it fails and `mayFail` is not set. */
export function run(program, args, { mayFail = false, env = {} } = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (result.error !== undefined) {
    console.error(`${program} could not be started: ${result.error.message}`);
    process.exit(1);
  }
  if (result.status !== 0 && !mayFail) process.exit(result.status ?? 1);
  return result.status ?? 1;
}

/** Runs a step again only when one of the files that it follows from changed. */
function onceFor(name, files, step) {
  const stamp = join(state, 'prepared', name);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digestOf(files)) return;
  step();
  mkdirSync(join(state, 'prepared'), { recursive: true });
  writeFileSync(stamp, digestOf(files));
}

function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(existsSync(join(root, file)) ? readFileSync(join(root, file)) : '');
  return hash.digest('hex');
}

/** Fails early, in a sentence, where Node is too old for what is going to be installed. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(
    `Node ${process.versions.node} is too old: 20.19 or newer is needed. Install one from https://nodejs.org/`,
  );
  process.exit(1);
}

/** Installs the packages that the lock names, unless that was done, and compiles the tools. */
export function installAndBuild() {
  checkNode();
  if (!existsSync(join(root, 'node_modules', 'nx'))) rmSync(join(state, 'prepared', 'npm'), { force: true });
  onceFor('npm', ['package-lock.json'], () => {
    // Not `npm ci`: it refuses a lock that was written where a registry lacked packages for other platforms.
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  });
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', 'tsconfig.build.json']);
}

/** Gets an engine and the base images; does nothing, quickly, where both are there. */
export function ensureEngine() {
  run(process.execPath, [join(root, 'tools', 'engine', 'dist', 'cli.js')]);
}

/** Gets the images of others that the stack starts in an environment; what cannot be had here is told, and left out by `up`. */
export function ensureStackImages(environment) {
  const files = ['compose.yml', `compose/environments/${environment}.yml`].flatMap((file) => ['-f', file]);
  const listed = spawnSync('docker', ['compose', ...files, 'config', '--images'], { cwd: root, encoding: 'utf8' });
  if (listed.status !== 0) {
    console.error(listed.error?.message ?? listed.stderr);
    process.exit(1);
  }
  const names = [...new Set(listed.stdout.split('\n'))].filter(
    (name) => name !== '' && !name.startsWith('observatory/'),
  );
  run(process.execPath, [join(root, 'tools', 'engine', 'dist', 'cli.js'), '--leave-out', ...names]);
}

/** Runs Nx. */
export function nx(args, options) {
  return run(process.execPath, [join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js'), ...args], options);
}

/** A virtual environment with what the Python projects' tests need; its programs come first on PATH. */
export function preparePython() {
  const environment = join(root, '.venv');
  const locks = [
    'apps/api-python/requirements.txt',
    'apps/api-python/requirements-dev.txt',
    'apps/api-python/requirements-build.txt',
  ];
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const python = join(environment, 'bin', 'python');
  onceFor('python', locks, () => {
    run('python3', ['-m', 'venv', '--clear', environment]);
    run(python, [...pip, '--require-hashes', ...locks.flatMap((lock) => ['-r', lock])]);
    const projects = ['libs/python/config', 'libs/python/telemetry', 'apps/api-python'];
    run(python, [...pip, '--no-deps', '--no-build-isolation', ...projects.flatMap((path) => ['--editable', path])]);
  });
  return { PATH: `${join(environment, 'bin')}${delimiter}${process.env.PATH ?? ''}`, VIRTUAL_ENV: environment };
}

/**
 * What measures Rust: cargo-llvm-cov, and LLVM's own tools of rustc's version.
 * @returns variables to run with, or `undefined` where they cannot be had here, with the reason told
 */
export function prepareRustCoverage() {
  const asked = (program, args) => {
    const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
    return status === 0 ? stdout : undefined;
  };
  const compiler = asked('rustc', ['-vV']);
  const major = /LLVM version: (\d+)/.exec(compiler ?? '')?.[1];
  if (major === undefined) return undefined;
  if (asked('cargo-llvm-cov', ['llvm-cov', '--version']) === undefined) {
    run('cargo', ['install', '--quiet', '--locked', 'cargo-llvm-cov@0.9.1'], { mayFail: true });
  }
  const host = /host: (\S+)/.exec(compiler)?.[1] ?? '';
  const sysroot = asked('rustc', ['--print', 'sysroot'])?.trim() ?? '';
  if (existsSync(join(sysroot, 'lib', 'rustlib', host, 'bin', 'llvm-cov'))) return {};
  const tools = { LLVM_COV: `/usr/bin/llvm-cov-${major}`, LLVM_PROFDATA: `/usr/bin/llvm-profdata-${major}` };
  if (!existsSync(tools.LLVM_COV) && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    run('apt-get', ['install', '--yes', '--quiet', '--no-install-recommends', `llvm-${major}`], { mayFail: true });
  }
  if (existsSync(tools.LLVM_COV)) return tools;
  console.log(
    'coverage of Rust is left out: rustup component add llvm-tools, or the package llvm of the version of rustc',
  );
  return undefined;
}
