import { copyRepository, services as all, type Workspace } from './workspace.js';

// REPRODUCE=all builds every service, REPRODUCE=core,api-go those named; else one compiled and one bundled service stand for the others.
const asked = process.env['REPRODUCE'] ?? '';
const named = all.filter((name) => asked === 'all' || asked.split(',').includes(name));
const services = named.length > 0 ? named : (['api-go', 'api-fastify'] as const);

/** A release build in Rust without any cache has taken 36 minutes where others worked on the same two cores. */
const PATIENCE_MS = 4 * 3_600_000;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await copyRepository('reproduce');
});
afterAll(() => workspace.dispose());

test.each(services)(
  '%s: two builds without any cache give the same digest',
  async (name) => {
    const build = async () => {
      const { exitCode, output } = await workspace.nx(['docker-build', name, '--no-cache', '--outputStyle=static']);
      expect({ exitCode, output }).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining('1 built') as unknown,
      });
      return await workspace.imageId(name);
    };
    const first = await build();
    expect(first).toMatch(/^sha256:/);
    expect(await build()).toBe(first);
  },
  PATIENCE_MS,
);
