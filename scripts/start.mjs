// npm start: from a clean clone to the development stack of the reference system, healthy, with its addresses.
import { ensureEngine, ensureStackImages, installAndBuild, nx, root, run } from './prepare.mjs';
import { join } from 'node:path';

installAndBuild();
ensureEngine();
ensureStackImages('development');
nx(['run-many', '-t', 'docker-build', '--outputStyle=stream']);
run(process.execPath, [join(root, 'tools', 'nx', 'dist', 'cli.js'), 'images']);
nx(['up', 'stack', '--outputStyle=stream']);
