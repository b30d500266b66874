import type { Place, Problem } from '@slipway/kit';

/** What a service's image is built for: as its `platform:` says, or as the image itself does. */
export interface ServicePlatform {
  readonly service: string;
  readonly image: string;
  /** `linux/arm64`, `linux/arm/v7`, `windows/amd64` */
  readonly platform: string;
  readonly from: 'setting' | 'image';
}

/** What the engine can run. */
export interface EnginePlatform {
  readonly os: string;
  readonly architecture: string;
  /** Architectures that the kernel lets an emulator run; `unknown` where nobody can tell, as with Docker Desktop, which brings its own. */
  readonly emulated: readonly string[] | 'unknown';
}

/** What runs on a machine besides its own architecture. */
const ALSO: Readonly<Record<string, readonly string[]>> = { amd64: ['386', 'i386'], arm64: ['arm'] };

/** Services whose image this engine can't run. */
export function platformProblems(
  services: readonly ServicePlatform[],
  engine: EnginePlatform,
  placeOf: (path: readonly string[]) => Place | undefined,
): readonly Problem[] {
  return services
    .filter(({ platform }) => !canRun(platform, engine))
    .map(({ service, image, platform, from }) => {
      const where = placeOf(['services', service, from === 'setting' ? 'platform' : 'image']);
      const says =
        from === 'setting'
          ? `${service} asks for the platform ${platform}`
          : `${service} runs ${image}, which is built for ${platform}`;
      return {
        what: `${says}, and this engine runs ${engine.os}/${engine.architecture}`,
        ...(where === undefined ? {} : { where }),
        fix:
          platform.split('/')[0] === engine.os
            ? `take an image for ${engine.os}/${engine.architecture}, or install an emulator: docker run --privileged --rm tonistiigi/binfmt --install ${platform.split('/')[1] ?? ''}`
            : `choose an engine for ${platform.split('/')[0] ?? platform}: docker context use NAME`,
      };
    });
}

function canRun(platform: string, { os, architecture, emulated }: EnginePlatform): boolean {
  const [wantedOs, wanted] = platform.includes('/') ? platform.split('/') : [os, platform];
  const normal = { x86_64: 'amd64', aarch64: 'arm64' }[wanted ?? ''] ?? wanted ?? architecture;
  if (wantedOs !== os) return false;
  if (normal === architecture || ALSO[architecture]?.includes(normal) === true) return true;
  return emulated === 'unknown' || emulated.includes(normal);
}

/** How emulators are registered in Linux, to what images call the architecture. */
const QEMU: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  arm: 'arm',
  x86_64: 'amd64',
  i386: '386',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
  mips64el: 'mips64le',
};

/** The architectures that the entries of `/proc/sys/fs/binfmt_misc` let run. */
export function emulatedArchitectures(entries: readonly string[]): readonly string[] {
  return entries.flatMap((entry) => {
    const name = entry.startsWith('qemu-')
      ? QEMU[entry.slice('qemu-'.length)]
      : entry === 'rosetta'
        ? 'amd64'
        : undefined;
    return name === undefined ? [] : [name];
  });
}
