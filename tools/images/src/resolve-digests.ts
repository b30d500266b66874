import { UserError } from '@slipway/kit';
import { docker } from './docker.js';

interface ManifestList {
  readonly digest?: string;
  readonly manifests?: readonly {
    readonly digest: string;
    readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  }[];
}

/**
 * Asks the registry which digest a tag has now, for each platform that it is there for. Attestations, which have the platform
 * `unknown/unknown`, are left out.
 * @param name as a Dockerfile writes it: `node:24-slim`
 * @throws UserError where the registry can't be asked or does not know the name
 */
export async function resolveDigests(name: string): Promise<Readonly<Record<string, string>>> {
  const outcome = await docker(['buildx', 'imagetools', 'inspect', name, '--format', '{{json .Manifest}}']);
  if (outcome.kind !== 'exited' || outcome.exitCode !== 0) {
    const why = outcome.kind === 'exited' ? (outcome.stderr.split('\n').at(-1) ?? '') : outcome.kind;
    throw new UserError({
      what: `${name}: its registry gave no digest (${why.replace(/^ERROR:\s*/, '')})`,
      fix: 'check the name, `docker login`, and the way to the registry',
    });
  }
  const manifest = JSON.parse(outcome.stdout) as ManifestList;
  const listed = (manifest.manifests ?? []).flatMap(({ digest, platform }) => {
    if (platform === undefined || platform.os === 'unknown') return [];
    const variant = platform.variant === undefined || platform.architecture === 'arm64' ? '' : `/${platform.variant}`;
    return [[`${platform.os}/${platform.architecture}${variant}`, digest] as const];
  });
  if (listed.length > 0) return Object.fromEntries(listed);
  return await singlePlatform(name, manifest);
}

async function singlePlatform(name: string, manifest: ManifestList): Promise<Readonly<Record<string, string>>> {
  const outcome = await docker([
    'buildx',
    'imagetools',
    'inspect',
    name,
    '--format',
    '{{.Image.OS}}/{{.Image.Architecture}}',
  ]);
  if (manifest.digest === undefined || outcome.kind !== 'exited' || outcome.exitCode !== 0) {
    throw new UserError({
      what: `${name}: its registry does not say which platform it is for`,
      fix: 'name an image with a manifest list',
    });
  }
  return { [outcome.stdout.trim()]: manifest.digest };
}
