import type { LogLevel } from '@observatory/config';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import { describeError } from './errors.js';
import { redact, redactText } from './redact.js';
import { currentRequestId } from './request-context.js';
import { traceFields } from './trace-fields.js';

export type { Logger };

export interface LoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** Where lines go, one JSON object each; standard output unless a test wants to read them. */
  readonly destination?: DestinationStream;
}

/** A logger that writes one JSON object a line and lets no secret pass. */
export function createLogger({ service, level, destination = standardOutput() }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    messageKey: 'message',
    timestamp: () => stdTimeFunctions.isoTime().replace('"time"', '"timestamp"'),
    formatters: {
      level: (label: string) => ({ level: label }),
    },
    hooks: {
      logMethod(this: Logger, given: unknown[], write: (...args: never[]) => void) {
        write.apply(this, prepare(given) as never[]);
      },
    },
  };
  return withRedactedChildren(pino(options, destination));
}

// Synchronous, for the last lines of a process are those that matter: pino's default would lose or reorder them.
function standardOutput(): DestinationStream {
  return pino.destination({ dest: process.stdout.fd, sync: true });
}

// The fields of a child are written down when it is made, past every hook and formatter of its parent.
function withRedactedChildren(logger: Logger): Logger {
  const makeChild = Reflect.get(logger, 'child');
  return Object.assign(logger, {
    child(this: Logger, given: Record<string, unknown>, options?: object) {
      return Reflect.apply(makeChild, this, [safe(given), options]) as Logger;
    },
  });
}

// Both ways to call a level, `info(fields, message, ...values)` and `info(message, ...values)`, become the first.
function prepare(given: readonly unknown[]): unknown[] {
  const [first, ...rest] = given;
  if (typeof first === 'string') {
    return [requestFields(), redactText(first), ...rest.map(redact)];
  }
  const fields: Record<string, unknown> = first instanceof Error ? { err: first } : { ...(first as object | null) };
  const [message = fields['err'] === undefined ? undefined : describeError(fields['err']), ...values] = rest;
  return [{ ...requestFields(), ...safe(fields) }, redact(message), ...values.map(redact)];
}

function requestFields(): Record<string, unknown> {
  const requestId = currentRequestId();
  return { ...(requestId === undefined ? {} : { request_id: requestId }), ...traceFields() };
}

const RESERVED = new Set(['timestamp', 'level', 'message', 'service', 'request_id', 'trace_id', 'span_id']);

// Flat, and without a second `service` or `level` in the object: which of two equal keys wins is up to each reader.
function safe({ err, ...fields }: Record<string, unknown>): Record<string, unknown> {
  const renamed = Object.entries(fields).map(([key, value]) => [RESERVED.has(key) ? `field_${key}` : key, value]);
  return {
    ...(redact(Object.fromEntries(renamed)) as Record<string, unknown>),
    ...(err === undefined ? {} : errorFields(err)),
  };
}

function errorFields(error: unknown): Record<string, unknown> {
  return {
    error: redactText(describeError(error)),
    ...(error instanceof Error ? { error_type: error.name, error_stack: redactText(error.stack ?? 'no stack') } : {}),
  };
}
