import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

/** How to make the one file that runs without node_modules. */
export function bundleOptions(outfile) {
  return {
    absWorkingDir: here,
    entryPoints: ['src/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  };
}

/** Writes the bundle. */
export async function bundle(outfile) {
  await build(bundleOptions(outfile));
}

/** Runs the bundle, and makes and runs it again whenever a source changes. */
async function watch(outfile) {
  const watcher = await context(bundleOptions(outfile));
  await watcher.rebuild();
  await watcher.watch();
  const service = spawn(process.execPath, ['--watch', outfile], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => service.kill(signal));
  }
  service.on('exit', (code) => process.exit(code ?? 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await (process.argv.includes('--watch') ? watch : bundle)(`${here}dist/main.cjs`);
}
