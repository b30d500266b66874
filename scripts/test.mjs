// npm test: everything that says whether this is right. The last line counts the tests of all languages.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { countTests } from './count-tests.mjs';
import { ensureEngine, ensureStackImages, installAndBuild, preparePython, root } from './prepare.mjs';

const withEngine = !process.argv.includes('--no-engine');
const modules = join(root, 'node_modules');

installAndBuild();
const env = { ...process.env, ...preparePython() };
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
const runMany = (...targets) => node('nx/dist/bin/nx.js', 'run-many', '--outputStyle=static', '-t', ...targets);
const steps = [
  // Types of the applications come from what their libraries are built to.
  ['build of the libraries', runMany('build', '-p', 'node-config,node-telemetry')],
  ['lint of TypeScript', node('eslint/bin/eslint.js', '.')],
  ['format of TypeScript', node('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  ['lint of all projects', runMany('lint')],
  ['tests of all projects', runMany('test')],
  ...(withEngine ? [['tests on the engine', runMany('e2e')]] : []),
];

const failures = [];
let everything = '';
for (const [name, [program, args]] of steps) {
  console.log(`\n=== ${name}`);
  const { code, output } = await runAndKeep(program, args);
  everything += output;
  if (code !== 0) failures.push(name);
}

const { passed, failed } = countTests(everything);
for (const name of failures) console.error(`failed: ${name}`);
// A linter that fails is no test that failed, and must not close on a clean line all the same.
console.log(`${passed} passed, ${Math.max(failed, failures.length)} failed`);
process.exit(failures.length === 0 ? 0 : 1);
