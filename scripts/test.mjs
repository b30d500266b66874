// npm test: everything that says whether this is right. The last line counts the tests of all languages.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { countPrinted, countRecorded, sum } from './count-tests.mjs';
import {
  ensureEngine,
  ensureStackImages,
  installAndBuild,
  preparePython,
  prepareRustCoverage,
  root,
} from './prepare.mjs';

const withEngine = !process.argv.includes('--no-engine');
const modules = join(root, 'node_modules');

installAndBuild();
const forRust = prepareRustCoverage();
const env = { ...process.env, ...preparePython(), ...forRust };
if (withEngine) {
  ensureEngine();
  ensureStackImages('test');
}

/** Shows what a program prints and keeps it. */
function runAndKeep(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.on('data', (chunk) => {
        chunks.push(chunk);
        to.write(chunk);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

const node = (script, ...args) => [process.execPath, [join(modules, script), ...args]];
const nx = (...args) => node('nx/dist/bin/nx.js', ...args);
const runMany = (target, ...rest) => nx('run-many', '--outputStyle=static', '-t', target, ...rest);
const suites = ['test', 'bdd', ...(withEngine ? ['integration'] : [])];
const unmeasured = forRust === undefined ? ['--exclude', 'core,rust-*'] : [];
const steps = [
  // Types of the applications come from what their libraries are built to.
  ['build of the libraries', runMany('build', '-p', 'node-config,node-telemetry')],
  ['lint of TypeScript', node('eslint/bin/eslint.js', '.')],
  ['format of TypeScript', node('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  ['lint of all projects', runMany('lint')],
  ...suites.map((suite) => [`${suite} of all projects`, runMany(suite)]),
  ['coverage of applications and libraries', runMany('coverage', '-p', 'apps/*,libs/**', ...unmeasured)],
  ['report of coverage', nx('coverage-report', 'stack')],
  ['report of features', nx('bdd-report', 'stack')],
  ['report of all suites', nx('test-report', 'stack')],
  ...(withEngine ? [['tests on the engine', runMany('e2e')]] : []),
];

// What projects or suites that are gone left behind counts no more.
rmSync(join(root, '.slipway', 'results'), { recursive: true, force: true });
const failures = [];
let onEngine = '';
for (const [name, [program, args]] of steps) {
  console.log(`\n=== ${name}`);
  const { code, output } = await runAndKeep(program, args);
  if (name === 'tests on the engine') onEngine = output;
  if (code !== 0) failures.push(name);
}

const { passed, failed } = sum([countRecorded(root, suites), countPrinted(onEngine)]);
for (const name of failures) console.error(`failed: ${name}`);
// A linter that fails is no test that failed, and must not close on a clean line all the same.
console.log(`${passed} passed, ${Math.max(failed, failures.length)} failed`);
process.exit(failures.length === 0 ? 0 : 1);
