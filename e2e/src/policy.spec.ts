import { run } from '@slipway/kit/process';
import { join } from 'node:path';
import { copyRepository, repository, type Outcome, type Workspace } from './workspace.js';

/** The command that gives exit codes as they are; Nx makes 1 of each. */
async function check(root: string, ...words: readonly string[]): Promise<Outcome> {
  const args = [join(repository, 'tools/nx/dist/cli.js'), 'stack', 'check', ...words];
  const outcome = await run(process.execPath, args, {
    cwd: root,
    env: { NX_DAEMON: 'false', NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  if (outcome.kind !== 'exited') throw new Error(outcome.kind);
  return { exitCode: outcome.exitCode, output: `${outcome.stdout}\n${outcome.stderr}` };
}

test.each(['development', 'staging', 'production', 'test', 'debug'])(
  '%s keeps to its policy, without a waiver',
  async (environment) => {
    const { exitCode, output } = await check(repository, '-c', environment);
    expect(output).toContain('no finding');
    expect(exitCode).toBe(0);
  },
);

describe('in a copy', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await copyRepository('policy');
  });
  afterAll(() => workspace.dispose());

  test('a finding stands at the line of the fragment that set the value, and the exit code says so', async () => {
    workspace.edit('compose/infrastructure/redis.yml', (text) =>
      text.replace('services:\n  redis:\n', 'services:\n  redis:\n    privileged: true\n'),
    );
    const { exitCode, output } = await check(workspace.root, '-c', 'production');
    expect(output).toMatch(/compose\/infrastructure\/redis\.yml\n\s+4:\d+\s+error\s+redis: .*no-privileged/);
    expect(exitCode).toBe(1);
  });

  test('an environment that does not exist is answered with the one that was meant', async () => {
    const { exitCode, output } = await check(workspace.root, '-c', 'prodction');
    expect(output).toMatch(/prodction[\s\S]*production/);
    expect(exitCode).toBe(2);
  });
});
