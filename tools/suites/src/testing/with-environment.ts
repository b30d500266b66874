import { run } from '@slipway/kit/process';
import { describeError, UserError } from '@slipway/kit';
import { withEnvironment, type EnvironmentOptions } from '../environment/index.js';

/**
 * Runs a command in an environment of its own, so that it can be tried by hand and ended by a test in whatever way that likes:
 * `node with-environment.js FOLDER PROJECT OPTIONS COMMAND [WORD...]`, the options as JSON.
 */
const [root = '.', project = '', options = '{}', command = 'env', ...words] = process.argv.slice(2);
const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    controller.abort();
  });
}
const request = {
  context: {
    root,
    cwd: root,
    isVerbose: false,
    projectGraph: { nodes: {}, dependencies: {} },
    projectsConfigurations: {
      version: 2,
      projects: { stack: { root: '.' }, [project]: { root: `apps/${project}` } },
    },
    nxJsonConfiguration: {},
  },
  project,
  options: JSON.parse(options) as EnvironmentOptions,
  say: (line: string) => {
    console.error(line);
  },
};
try {
  process.exitCode = await withEnvironment(request, controller.signal, async ({ variables }) => {
    const outcome = await run(command, words, { env: variables, stdio: 'inherit', signal: controller.signal });
    return outcome.kind === 'exited' ? outcome.exitCode : 130;
  });
} catch (error) {
  if (!controller.signal.aborted) console.error(describeError(error));
  process.exitCode = controller.signal.aborted ? 130 : error instanceof UserError ? 2 : 1;
}
