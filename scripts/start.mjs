// npm start: from a clean clone to the images of the reference system.
import { ensureEngine, installAndBuild, nx, root, run } from './prepare.mjs';
import { join } from 'node:path';

installAndBuild();
ensureEngine();
nx(['run-many', '-t', 'docker-build', '--outputStyle=stream']);
run(process.execPath, [join(root, 'tools', 'nx', 'dist', 'cli.js'), 'images']);
