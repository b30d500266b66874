import { createHash, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/** A value that every way of printing shows as `[redacted]`; only `reveal` gives it away. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Each call is a place where it can leak: keep them few. */
  reveal(): string {
    return this.#value;
  }

  /** Whether `candidate` is the same value, in a time that tells nothing about either. */
  matches(candidate: string): boolean {
    // timingSafeEqual wants equal lengths: digests have them, and hide the length of the secret as well.
    return timingSafeEqual(digest(this.#value), digest(candidate));
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value, 'utf8').digest();
}
