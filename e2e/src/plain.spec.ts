import { ambientSecrets } from '@slipway/images/secrets';
import { dockerText, repository } from './workspace.js';

/** As README.md tells a person without Nx to do it: the repository itself is all three contexts. */
const contexts = ['manifests', 'libraries', 'application'].flatMap((tier) => ['--build-context', `${tier}=.`]);

/** A build behind a proxy needs what its machine needs; Nx would hand it over by itself. */
const secrets = ambientSecrets().flatMap(({ id, source }) => [
  '--secret',
  source.kind === 'file' ? `id=${id},src=${source.path}` : `id=${id},env=${source.name}`,
]);

const image = 'slipway-e2e-plain';
afterAll(async () => {
  await dockerText('image', 'rm', '--force', image);
});

test.each([
  ['rust', 'apps/core', undefined],
  ['go', 'apps/api-go', undefined],
  ['python', 'apps/api-python', 'libs/python/config libs/python/telemetry'],
  ['node', 'apps/api-nest', 'libs/node/config libs/node/telemetry'],
  ['node', 'apps/api-fastify', 'libs/node/config libs/node/telemetry'],
])('docker build with docker/%s.Dockerfile makes an image of %s that runs', async (toolchain, project, libraries) => {
  const args = [
    '--build-arg',
    `PROJECT=${project}`,
    ...(libraries === undefined ? [] : ['--build-arg', `LIBRARIES=${libraries}`]),
  ];
  const dockerfile = `${repository}/docker/${toolchain}.Dockerfile`;
  const located = contexts.map((word) => word.replace('=.', `=${repository}`));
  await dockerText(
    'build',
    '--quiet',
    '--file',
    dockerfile,
    ...args,
    ...located,
    ...secrets,
    '--tag',
    image,
    repository,
  );
  const version = await dockerText(
    'run',
    '--rm',
    '--read-only',
    '--cap-drop',
    'ALL',
    '--network',
    'none',
    image,
    '--version',
  );
  expect(version).toMatch(/\d+\.\d+\.\d+/);
  expect((await dockerText('image', 'inspect', '--format', '{{.Config.User}}', image)).trim()).toBe('65532:65532');
});
