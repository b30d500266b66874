import { askEngine, findEndpoint } from '@slipway/images/docker';
import { UserError } from '@slipway/kit';

/** A container of any project, as a listing shows it. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  /** created, running, paused, restarting, removing, exited, dead */
  readonly state: string;
  /** Compose project, service and number; absent where compose did not make it. */
  readonly project?: string;
  readonly service?: string;
  readonly number: number;
  /** Made by `docker compose run`. */
  readonly oneOff: boolean;
  readonly ports: readonly ContainerPort[];
}

export interface ContainerPort {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly target: number;
  readonly protocol: string;
}

interface ListedContainer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly ImageID: string;
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly Ports:
    | readonly {
        readonly IP?: string;
        readonly PrivatePort: number;
        readonly PublicPort?: number;
        readonly Type: string;
      }[]
    | null;
}

/** Answers of the engine that are data. @throws UserError where it refuses */
async function ask<T>(path: string): Promise<T> {
  const answer = await askEngine(path);
  if (answer.status === 200) return JSON.parse(answer.body) as T;
  throw new UserError({
    what: `the engine answered ${path.split('?')[0] ?? path} with ${String(answer.status)}: ${answer.body.trim()}`,
    fix: 'see the log of the engine',
  });
}

function filter(filters: Readonly<Record<string, readonly string[]>>): string {
  return encodeURIComponent(JSON.stringify(filters));
}

const ofProject = (project: string) => filter({ label: [`com.docker.compose.project=${project}`] });

/** All containers, stopped ones too; of one compose project where it is named. */
export async function listContainers(project?: string): Promise<readonly Container[]> {
  const listed = await ask<readonly ListedContainer[]>(
    `/containers/json?all=1${project === undefined ? '' : `&filters=${ofProject(project)}`}`,
  );
  return listed.map((container) => {
    const labels = container.Labels ?? {};
    const ownProject = labels['com.docker.compose.project'];
    const service = labels['com.docker.compose.service'];
    return {
      id: container.Id,
      name: container.Names[0]?.replace(/^\//, '') ?? container.Id.slice(0, 12),
      imageId: container.ImageID,
      state: container.State,
      number: Number(labels['com.docker.compose.container-number'] ?? 1),
      oneOff: labels['com.docker.compose.oneoff']?.toLowerCase() === 'true',
      ports: (container.Ports ?? []).flatMap(({ IP, PrivatePort, PublicPort, Type }) =>
        PublicPort === undefined
          ? []
          : [{ hostIp: IP ?? '', hostPort: PublicPort, target: PrivatePort, protocol: Type }],
      ),
      ...(ownProject === undefined ? {} : { project: ownProject }),
      ...(service === undefined ? {} : { service }),
    };
  });
}

/** What is known of the engine. */
export interface Engine {
  readonly version: string;
  /** `linux/amd64` is `{ os: 'linux', architecture: 'amd64' }`. */
  readonly os: string;
  readonly architecture: string;
  readonly endpoint: string;
  /** True where the engine runs on this machine, so that its ports and disk are ours. */
  readonly isLocal: boolean;
}

/** @throws UserError where no engine answers */
export async function readEngine(): Promise<Engine> {
  const endpoint = findEndpoint();
  const { Version, Os, Arch } = await ask<{ readonly Version: string; readonly Os: string; readonly Arch: string }>(
    '/version',
  );
  const isLocal = endpoint.startsWith('unix://') && process.platform === 'linux';
  return { version: Version, os: Os, architecture: Arch, endpoint, isLocal };
}

/** Where a local engine keeps images and volumes. */
export async function readEngineFolder(): Promise<string> {
  const { DockerRootDir } = await ask<{ readonly DockerRootDir: string }>('/info');
  return DockerRootDir;
}

/** The platform of an image that the engine holds; `undefined` where it holds none of this name. */
export async function readImage(
  name: string,
): Promise<{ readonly id: string; readonly os: string; readonly architecture: string } | undefined> {
  const answer = await askEngine(`/images/${name}/json`);
  if (answer.status !== 200) return undefined;
  const { Id, Os, Architecture } = JSON.parse(answer.body) as Readonly<Record<'Id' | 'Os' | 'Architecture', string>>;
  return { id: Id, os: Os, architecture: Architecture };
}

/** Names of what compose made for a project besides containers. */
export async function listResources(
  project: string,
): Promise<{ readonly networks: readonly string[]; readonly volumes: readonly string[] }> {
  const [networks, volumes] = await Promise.all([
    ask<readonly { readonly Id: string }[]>(`/networks?filters=${ofProject(project)}`),
    ask<{ readonly Volumes: readonly { readonly Name: string }[] | null }>(`/volumes?filters=${ofProject(project)}`),
  ]);
  return { networks: networks.map(({ Id }) => Id), volumes: (volumes.Volumes ?? []).map(({ Name }) => Name) };
}

/** How many processors the engine's machine has. */
export async function readCores(): Promise<number> {
  const { NCPU } = await ask<{ readonly NCPU: number }>('/info');
  return NCPU;
}
