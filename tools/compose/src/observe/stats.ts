import { askEngine } from '@slipway/images/docker';

/** What a container takes. */
export interface Usage {
  /** Of one core: two cores at full load are 200. Nobody knows it before a second sample. */
  readonly cpuPercent?: number;
  readonly memoryBytes: number;
}

interface Stats {
  readonly read: string;
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly memory_stats?: { readonly usage?: number; readonly stats?: Readonly<Record<string, number>> };
}

/** One look at what a container has taken so far. */
export interface Sample {
  readonly atMs: number;
  readonly cpuNanoseconds: number;
  readonly memoryBytes: number;
}

/** Takes a sample; `undefined` where the container is gone or does not run. */
export async function sample(id: string): Promise<Sample | undefined> {
  const answer = await askEngine(`/containers/${id}/stats?stream=false&one-shot=true`);
  if (answer.status !== 200) return undefined;
  const { read, cpu_stats: cpu, memory_stats: memory } = JSON.parse(answer.body) as Stats;
  const taken = cpu?.cpu_usage?.total_usage;
  if (taken === undefined || memory?.usage === undefined) return undefined;
  // What the kernel keeps of files it gives back when somebody asks: `docker stats` does not count it either.
  const cache = memory.stats?.['total_inactive_file'] ?? memory.stats?.['inactive_file'] ?? 0;
  return { atMs: Date.parse(read), cpuNanoseconds: taken, memoryBytes: Math.max(0, memory.usage - cache) };
}

/** What a container takes, by its last sample and the one before, if there was one. */
export function usageBetween(before: Sample | undefined, after: Sample): Usage {
  const { memoryBytes } = after;
  const elapsedMs = before === undefined ? 0 : after.atMs - before.atMs;
  if (before === undefined || elapsedMs <= 0) return { memoryBytes };
  const cpuMs = (after.cpuNanoseconds - before.cpuNanoseconds) / 1e6;
  return { memoryBytes, cpuPercent: (cpuMs / elapsedMs) * 100 };
}
