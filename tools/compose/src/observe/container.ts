import { askEngine } from '@slipway/images/docker';

/** What one container is and how it fares. */
export interface ContainerDetail {
  readonly id: string;
  readonly status: string;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  readonly error: string;
  readonly startedMs: number;
  readonly restarts: number;
  readonly health?: Health;
  readonly environment: readonly string[];
  readonly mounts: readonly { readonly source: string; readonly destination: string }[];
  readonly platform: string;
}

export interface Health {
  readonly status: 'starting' | 'healthy' | 'unhealthy';
  readonly probes: readonly { readonly startMs: number; readonly exitCode: number; readonly output: string }[];
}

interface InspectedContainer {
  readonly Id: string;
  readonly Platform: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Error: string;
    readonly StartedAt: string;
    readonly Health?: {
      readonly Status: string;
      readonly Log: readonly { readonly Start: string; readonly ExitCode: number; readonly Output: string }[] | null;
    };
  };
  readonly Config: { readonly Env: readonly string[] | null };
  readonly Mounts: readonly { readonly Source?: string; readonly Destination: string }[] | null;
}

/** Looks at one container; `undefined` where it is gone by now. */
export async function inspectContainer(id: string): Promise<ContainerDetail | undefined> {
  const answer = await askEngine(`/containers/${id}/json`);
  if (answer.status !== 200) return undefined;
  const { Id, State, RestartCount, Config, Mounts, Platform } = JSON.parse(answer.body) as InspectedContainer;
  const health = State.Health;
  return {
    id: Id,
    status: State.Status,
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    error: State.Error,
    startedMs: Date.parse(State.StartedAt),
    restarts: RestartCount,
    environment: Config.Env ?? [],
    mounts: (Mounts ?? []).map(({ Source, Destination }) => ({ source: Source ?? '', destination: Destination })),
    platform: Platform,
    ...(health === undefined || health.Status === 'none'
      ? {}
      : {
          health: {
            status: health.Status as Health['status'],
            probes: (health.Log ?? []).map(({ Start, ExitCode, Output }) => ({
              startMs: Date.parse(Start),
              exitCode: ExitCode,
              output: Output.trim(),
            })),
          },
        }),
  };
}
