import { AsyncLocalStorage } from 'node:async_hooks';

const requestIds = new AsyncLocalStorage<string>();

/** Runs `work`, and all that it starts, as part of the request of this id. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return requestIds.run(requestId, work);
}

/** The id of the request that the caller is part of: for log lines, and for calls to other services. */
export function currentRequestId(): string | undefined {
  return requestIds.getStore();
}
