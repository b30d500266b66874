import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { copyRepository, dockerText, type Workspace } from './workspace.js';

const SECRET = 'slipway-hunter2-9f8e7d6c5b4a';
let workspace: Workspace;
beforeAll(async () => {
  workspace = await copyRepository('secrets');
});
afterAll(() => workspace.dispose());

test('a secret reaches the network steps, and no layer, history, log or file of ours holds it', async () => {
  const secrets = [{ id: 'feed', env: 'FEED_TOKEN', target: '$FEED_TOKEN' }];
  workspace.write(
    'apps/api-go/project.json',
    JSON.stringify({ name: 'api-go', targets: { 'docker-build': { options: { secrets } } } }),
  );
  // The step itself says whether it got the secret: by its length, which is no secret.
  workspace.edit('docker/go.Dockerfile', (text) =>
    text.replace('go mod download', 'echo "token of ${#FEED_TOKEN} characters" && go mod download'),
  );
  const env = { FEED_TOKEN: SECRET };
  const { output, exitCode } = await workspace.nx(['docker-build', 'api-go', '--no-cache', '--progress=plain'], env);
  expect(exitCode).toBe(0);
  expect(output).not.toContain(SECRET);

  const image = `${workspace.name}/api-go:dev`;
  expect(await dockerText('history', '--no-trunc', image)).not.toContain(SECRET);
  expect(await dockerText('image', 'inspect', image)).not.toContain(SECRET);

  // Not only the shipped stage: the stage that had it must not keep it either.
  await workspace.nx(['docker-build', 'api-go', '--stage=build', '--image=slipway-e2e-secrets/stages'], env);
  for (const name of [image, 'slipway-e2e-secrets/stages:dev']) expect(await layersWith(name, SECRET)).toEqual([]);
  expect(filesWith(join(workspace.root, '.slipway'), SECRET)).toEqual([]);
});

/** Paths in the saved image whose bytes, unpacked, hold a text. */
async function layersWith(image: string, text: string): Promise<readonly string[]> {
  const folder = join(workspace.root, '.slipway-saved');
  workspace.remove('.slipway-saved');
  workspace.write('.slipway-saved/x', '');
  await dockerText('save', '--output', join(folder, 'image.tar'), image);
  const { run } = await import('@slipway/kit/process');
  await run('tar', ['-xf', 'image.tar'], { cwd: folder });
  workspace.remove('.slipway-saved/image.tar');
  return filesWith(folder, text);
}

function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .filter((name) => {
      const bytes = readFileSync(join(folder, name));
      const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
      return plain.includes(text);
    });
}
