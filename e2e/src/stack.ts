import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNx, type Outcome } from './workspace.js';

/** A stack of a workspace under a name of its own, so that it stands beside whatever else runs on this engine. */
export interface Stack {
  /** Name of the compose project, where it was given one. */
  readonly name: string;
  nx(target: string, ...words: readonly string[]): Promise<Outcome>;
  /** Where a port of a service can be reached, as `up` wrote it down. */
  url(service: string, port: number): string;
}

interface Endpoint {
  readonly service: string;
  readonly port: number;
  readonly url: string;
}

/**
 * @param root of a workspace that has a compose.yml
 * @param name of the compose project; none where Slipway is to choose it
 */
export function openStack(root: string, name: string | undefined, environment: string): Stack {
  const own = name === undefined ? [] : [`--projectName=${name}`];
  const nx: Stack['nx'] = (target, ...words) => runNx(root, [target, 'stack', '-c', environment, ...own, ...words]);
  const url = (service: string, port: number): string => {
    const file = join(root, '.slipway/stack', environment, 'endpoints.json');
    const parsed = JSON.parse(readFileSync(file, 'utf8')) as
      { readonly endpoints: readonly Endpoint[] } | readonly Endpoint[];
    const endpoints = 'endpoints' in parsed ? parsed.endpoints : parsed;
    const found = endpoints.find((endpoint) => endpoint.service === service && endpoint.port === port);
    if (found === undefined) throw new Error(`${file} has no port ${String(port)} of ${service}`);
    return found.url;
  };
  return { name: name ?? '', nx, url };
}

/** Asks until an answer pleases, or the time is over; then the last answer is in the error. */
export async function eventually<T>(
  ask: () => Promise<T>,
  pleases: (answer: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (pleases(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`still not so after ${String(timeoutMs)} ms: ${describe(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function describe(value: unknown): string {
  return value instanceof Error ? value.message : JSON.stringify(value).slice(0, 2_000);
}

/** GET, and the answer's JSON. @throws Error where the status is no success */
export async function getJson(url: string, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const response = await fetch(url, { headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${String(response.status)} ${text}`);
  return JSON.parse(text) as unknown;
}
