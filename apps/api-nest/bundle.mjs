import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import ts from 'typescript';

const here = fileURLToPath(new URL('.', import.meta.url));

// Nest and the driver of MongoDB ask for these with require, and do without where they are absent: so they stay absent.
const ABSENT = [
  '@aws-sdk/credential-providers',
  '@fastify/static',
  '@fastify/view',
  '@mongodb-js/zstd',
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  'class-transformer',
  'class-transformer/*',
  'class-validator',
  'gcp-metadata',
  'kerberos',
  'mongodb-client-encryption',
  'snappy',
  'socks',
];

/** Nest injects by the types of constructor parameters, which esbuild does not write down and TypeScript does. */
const decoratorMetadata = {
  name: 'decorator-metadata',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const { outputText } = ts.transpileModule(await readFile(path, 'utf8'), {
        fileName: path,
        compilerOptions: {
          target: ts.ScriptTarget.ES2023,
          module: ts.ModuleKind.ESNext,
          verbatimModuleSyntax: true,
          experimentalDecorators: true,
          emitDecoratorMetadata: true,
        },
      });
      return { contents: outputText, loader: 'js' };
    });
  },
};

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
    external: ABSENT,
    plugins: [decoratorMetadata],
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
