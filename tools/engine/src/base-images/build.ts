import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { docker } from '@slipway/images/docker';
import { succeed } from '../programs.js';
import { fetchPackages } from './fetch.js';
import { usesContainerdStore } from './observe.js';
import type { StandIn } from './recipes.js';

const STAND_INS = fileURLToPath(new URL('../../stand-ins/', import.meta.url));

/** Where Linux keeps the certificate authorities that it trusts; a proxy's is in none of the images. */
const CA_BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];

/** Builds a stand-in. Its name is given as the last act, so an interrupted build leaves nothing that could be taken for the image. */
export async function buildStandIn(standIn: StandIn, signal?: AbortSignal): Promise<void> {
  const folder = join(STAND_INS, standIn.recipe.folder);
  const context = mkdtempSync(join(tmpdir(), 'slipway-stand-in-'));
  // Without root, mmdebstrap works there as another user.
  chmodSync(context, 0o755);
  try {
    await fetchPackages(standIn, folder, context, signal);
    const args = ['--builder', await currentBuilder(), ...buildArguments(standIn, await usesContainerdStore())];
    const outcome = await docker(['buildx', 'build', '--file', join(folder, 'Dockerfile'), ...args, context], {
      ...(signal === undefined ? {} : { signal }),
    });
    succeed(`building ${standIn.name}`, 'docker buildx build', outcome, signal);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

/** The builder of the engine itself: one in a container has no images of ours to build upon. It bears the name of the context. */
async function currentBuilder(): Promise<string> {
  return succeed('asking for the docker context', 'docker context show', await docker(['context', 'show'])).trim();
}

function buildArguments({ name, version }: StandIn, isContainerdStore: boolean): readonly string[] {
  const bundle = [process.env['SSL_CERT_FILE'], ...CA_BUNDLES].find((path) => path !== undefined && existsSync(path));
  return [
    '--progress=plain',
    '--provenance=false',
    ...(version === undefined ? [] : ['--build-arg', `VERSION=${version}`]),
    ...(bundle === undefined ? [] : ['--secret', `id=ca,src=${bundle}`]),
    ...(process.env['GOPROXY'] === undefined ? [] : ['--secret', 'id=goproxy,env=GOPROXY']),
    // Large layers that never leave this machine: packing them with gzip took longer than all the rest.
    ...(isContainerdStore ? ['--output', `type=image,name=${name},compression=zstd,unpack=true`] : ['--tag', name]),
  ];
}
