import { copyRepository, services, type Workspace } from './workspace.js';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await copyRepository('reproduce');
});
afterAll(() => workspace.dispose());

test('two builds without any cache give the same digests', async () => {
  const build = () => workspace.nx(['run-many', '-t', 'docker-build', '--no-cache', '--outputStyle=static']);
  const ids = async () => Object.fromEntries(await Promise.all(services.map(async (name) => [name, await workspace.imageId(name)] as const)));
  expect((await build()).exitCode).toBe(0);
  const first = await ids();
  expect((await build()).exitCode).toBe(0);
  expect(await ids()).toEqual(first);
});
