import { unreachable } from '@slipway/kit';
import type { Awaited, ServiceState } from './state.js';

/** A service's state in a few words. */
export function describeState(state: ServiceState, awaited: readonly Awaited[] = []): string {
  switch (state.kind) {
    case 'absent':
    case 'created':
      return awaited.length === 0 ? 'not started yet' : `waits for ${describeAwaited(awaited)}`;
    case 'starting': {
      const again = state.restarts > 0 ? ` (restarted ${times(state.restarts)})` : '';
      return state.probe === '' ? `starting${again}` : `starting${again}: ${firstLine(state.probe)}`;
    }
    case 'healthy':
      return 'healthy';
    case 'running':
      return state.settled ? 'running, no healthcheck' : 'running, no healthcheck: watching whether it stays up';
    case 'working':
      return 'at work';
    case 'completed':
      return 'completed';
    case 'paused':
      return 'paused';
    case 'unhealthy':
      return state.probe === '' ? 'unhealthy' : `unhealthy: ${firstLine(state.probe)}`;
    case 'failed':
      if (state.error !== '') return `could not be started: ${firstLine(state.error)}`;
      return `ended with ${String(state.exitCode)}${state.outOfMemory ? ', out of memory' : exitMeaning(state.exitCode)}`;
    case 'looping':
      return `crash loop: restarted ${times(state.restarts)}, ended with ${String(state.exitCode)}${exitMeaning(state.exitCode)}`;
    default:
      return unreachable(state);
  }
}

/** `timescaledb (healthy), migrate (completed)` */
export function describeAwaited(awaited: readonly Awaited[]): string {
  return awaited.map(({ service, until }) => (until === 'started' ? service : `${service} (${until})`)).join(', ');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${String(count)} times`;
}

const MEANINGS: Readonly<Record<number, string>> = {
  78: ', its configuration is wrong',
  126: ', its command can not be executed',
  127: ', its command was not found',
  137: ', killed',
  139: ', segmentation fault',
};

function exitMeaning(exitCode: number): string {
  return MEANINGS[exitCode] ?? '';
}

function firstLine(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return line.length > 100 ? `${line.slice(0, 97)}...` : line.trim();
}
