import type { Secret } from '@observatory/config';
import type { Observers } from '@observatory/telemetry';
import type { KeyRepository } from './keys/key-repository.js';

/** What the application is made of, and a test may replace. */
export interface Parts {
  readonly observers: Observers;
  readonly repository: KeyRepository;
  readonly adminToken: Secret;
  readonly now: Clock;
}

export type Clock = () => Date;

/** Tokens for what Nest cannot find by its class. */
export const HEALTH = Symbol('health');
export const METRICS = Symbol('metrics');
export const LOGGER = Symbol('logger');
export const KEY_REPOSITORY = Symbol('key repository');
export const ADMIN_TOKEN = Symbol('admin token');
export const CLOCK = Symbol('clock');
