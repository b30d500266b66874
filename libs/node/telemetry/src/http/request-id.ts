import { randomUUID } from 'node:crypto';

const ACCEPTABLE = /^[\w.-]{1,128}$/;

/** The caller's own id where it is safe to repeat in headers and logs, else a new one. */
export function requestIdFrom(header: string | string[] | undefined): string {
  return typeof header === 'string' && ACCEPTABLE.test(header) ? header : randomUUID();
}
