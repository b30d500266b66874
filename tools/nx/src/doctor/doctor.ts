import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { readIfPresent } from '@slipway/kit';
import { formatSize, LOCK_FILE, openSession, parseLock, observe, type Observation } from '@slipway/images';
import { docker } from '@slipway/images/docker';
import { ambientSecrets } from '@slipway/images/secrets';
import { findWorkspaceRoot, readNxJson } from '../workspace-root.js';

/** One thing that was looked at. */
export interface Finding {
  readonly subject: string;
  readonly state: 'good' | 'note' | 'bad';
  readonly text: string;
  readonly fix?: string;
}

/** Below this much free space an image build is likely to fail. */
const LOW_DISK_BYTES = 5e9;

/** Looks at everything that images need and prints it in a screen. @returns 1 where something is bad */
export async function doctor(folder: string, { json }: { readonly json: boolean }): Promise<number> {
  const root = findWorkspaceRoot(folder);
  const engine = await lookAtEngine(root);
  const findings = [
    ...engine.findings,
    ...(await lookAtTools()),
    lookAtCertificates(),
    lookAtDisk(root),
    ...lookAtLocks(root, engine.observation),
  ];
  if (json) console.log(JSON.stringify(findings, null, 2));
  else for (const finding of findings) console.log(formatFinding(finding));
  return findings.some(({ state }) => state === 'bad') ? 1 : 0;
}

function formatFinding({ subject, state, text, fix }: Finding): string {
  const marks = { good: pc.green('ok  '), note: pc.yellow('note'), bad: pc.red('bad ') };
  return `${marks[state]} ${subject.padEnd(13)} ${text}${fix === undefined ? '' : `\n                   ${pc.dim(fix)}`}`;
}

async function lookAtEngine(
  root: string,
): Promise<{ readonly findings: readonly Finding[]; readonly observation?: Observation }> {
  try {
    const { state } = openSession({ root, nxJsonConfiguration: readNxJson(root) });
    const observation = await observe(state);
    const { endpoint, engineVersion, platform, engineId } = observation;
    const store = await askStore();
    return {
      observation,
      findings: [
        {
          subject: 'engine',
          state: 'good',
          text: `${engineVersion} for ${platform} at ${endpoint} (${engineId.slice(0, 12)})`,
        },
        store.includes('containerd')
          ? { subject: 'image store', state: 'good', text: 'containerd' }
          : {
              subject: 'image store',
              state: 'note',
              text: `classic (${store}): several platforms at once need the containerd store`,
              fix: 'https://docs.docker.com/engine/storage/containerd/',
            },
      ],
    };
  } catch (error) {
    const [text = '', fix = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { findings: [{ subject: 'engine', state: 'bad', text, fix: fix.trim() }] };
  }
}

async function askStore(): Promise<string> {
  const outcome = await docker(['info', '--format', '{{.Driver}} {{json .DriverStatus}}']);
  return outcome.kind === 'exited' ? outcome.stdout : 'unknown';
}

async function lookAtTools(): Promise<readonly Finding[]> {
  const buildx = await docker(['buildx', 'version']);
  const compose = await docker(['compose', 'version', '--short']);
  return [
    buildx.kind === 'exited' && buildx.exitCode === 0
      ? { subject: 'buildx', state: 'good', text: buildx.stdout.split(' ').slice(0, 2).join(' ') }
      : {
          subject: 'buildx',
          state: 'bad',
          text: 'docker has no buildx plugin',
          fix: 'install docker-buildx-plugin (Debian: docker-buildx)',
        },
    compose.kind === 'exited' && compose.exitCode === 0
      ? { subject: 'compose', state: 'good', text: compose.stdout }
      : {
          subject: 'compose',
          state: 'note',
          text: 'docker has no compose plugin',
          fix: 'install docker-compose-plugin (Debian: docker-compose)',
        },
  ];
}

function lookAtCertificates(): Finding {
  const ca = ambientSecrets().find(({ id }) => id === 'ca');
  const others = ambientSecrets()
    .filter(({ id }) => id !== 'ca')
    .map(({ id }) => id);
  const lent = others.length === 0 ? '' : `; also lent to build steps: ${others.join(', ')}`;
  return ca?.source.kind === 'file'
    ? { subject: 'certificates', state: 'good', text: `${ca.source.path} is lent to build steps${lent}` }
    : {
        subject: 'certificates',
        state: 'note',
        text: 'no bundle found; builds trust what their base images trust',
        fix: 'behind a proxy: name your bundle in SSL_CERT_FILE',
      };
}

function lookAtDisk(root: string): Finding {
  const { bavail, bsize } = statfsSync(root);
  const free = bavail * bsize;
  return free < LOW_DISK_BYTES
    ? {
        subject: 'disk',
        state: 'bad',
        text: `${formatSize(free)} free`,
        fix: 'docker buildx prune; docker image prune',
      }
    : { subject: 'disk', state: 'good', text: `${formatSize(free)} free` };
}

function lookAtLocks(root: string, observation: Observation | undefined): readonly Finding[] {
  const lock = parseLock(readIfPresent(join(root, LOCK_FILE)));
  const names = Object.keys(lock.images);
  if (names.length === 0)
    return [
      {
        subject: 'images lock',
        state: 'note',
        text: `no base image is pinned in ${LOCK_FILE}`,
        fix: 'npx slipway lock update NAME',
      },
    ];
  return names.map((name): Finding => {
    const digest = observation === undefined ? undefined : lock.images[name]?.digests[observation.platform];
    const held = observation?.images[name];
    if (held?.standIn === true)
      return {
        subject: 'base image',
        state: 'note',
        text: `${name} is a stand-in built from packages (${held.id.slice(7, 19)})`,
      };
    if (digest !== undefined)
      return { subject: 'base image', state: 'good', text: `${name} is pinned at ${digest.slice(7, 19)}` };
    return {
      subject: 'base image',
      state: 'note',
      text: `${name} is not pinned${held === undefined ? ' and not here' : ''}`,
      fix: `npx slipway lock update ${name}`,
    };
  });
}
