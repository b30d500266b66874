import { join } from 'node:path';
import { fixture, REAL_TOOL_TIMEOUT_MS, removeWorkspace, runTool, writePlan } from '../testing/fixture.js';
import { isPythonManifest } from '../testing/python.js';
import { imageFiles } from '../testing/python-images.js';
import { python } from './index.js';

test(
  'pip installs the pruned workspace with nothing but what is hashed, and the program runs',
  async () => {
    const workspace = fixture(python, imageFiles, isPythonManifest);
    const plan = workspace.prune('apps/api');
    const root = writePlan(plan, workspace.tree);
    const { PROJECT = '', LIBRARIES = '' } = plan.buildArguments;
    try {
      await runTool('python3', ['-m', 'venv', '.venv'], root);
      const pip = (...args: readonly string[]): Promise<string> =>
        runTool(
          join(root, '.venv/bin/python'),
          ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args],
          root,
        );
      const locks = ['requirements.txt', 'requirements-build.txt'].flatMap((name) => ['-r', join(PROJECT, name)]);
      await pip('--require-hashes', '--only-binary', ':all:', ...locks);
      for (const folder of [...LIBRARIES.split(' '), PROJECT]) {
        await pip('--no-index', '--no-deps', '--no-build-isolation', `./${folder}`);
      }
      const run = (...args: readonly string[]): Promise<string> => runTool(join(root, '.venv/bin', 'api'), args, '/');
      expect(await run()).toBe('debug 3.2.1 from api');
      await runTool(join(root, '.venv/bin/python'), ['-m', 'pip', 'check'], root);
    } finally {
      removeWorkspace(root);
    }
  },
  2 * REAL_TOOL_TIMEOUT_MS,
);
