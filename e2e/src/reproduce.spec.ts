import { copyRepository, services as all, type Workspace } from './workspace.js';

// Everything takes minutes: REPRODUCE=all does it, else one compiled and one bundled service stand for the others.
const services = process.env['REPRODUCE'] === 'all' ? all : (['api-go', 'api-fastify'] as const);
let workspace: Workspace;
beforeAll(async () => {
  workspace = await copyRepository('reproduce');
});
afterAll(() => workspace.dispose());

test('two builds without any cache give the same digests', async () => {
  const build = () =>
    workspace.nx(['run-many', '-t', 'docker-build', '-p', services.join(','), '--no-cache', '--outputStyle=static']);
  const ids = async () =>
    Object.fromEntries(await Promise.all(services.map(async (name) => [name, await workspace.imageId(name)] as const)));
  expect((await build()).exitCode).toBe(0);
  const first = await ids();
  expect((await build()).exitCode).toBe(0);
  expect(await ids()).toEqual(first);
});
