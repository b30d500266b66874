import { describeError } from '../logs/errors.js';
import { redactText } from '../logs/redact.js';

/** Something a service needs in order to work. */
export interface Dependency {
  readonly name: string;
  /** Resolves to a short detail when it is up, rejects when it is down. */
  readonly check: (signal: AbortSignal) => Promise<string>;
}

export interface Liveness {
  readonly status: 'ok';
  readonly service: string;
  readonly version: string;
  readonly uptime_seconds: number;
}

export interface DependencyState {
  readonly name: string;
  readonly status: 'up' | 'down';
  readonly detail: string;
  readonly latency_ms: number;
}

export interface Readiness {
  readonly status: 'ready' | 'not_ready' | 'draining';
  readonly dependencies: readonly DependencyState[];
}

export interface HealthOptions {
  readonly service: string;
  readonly version: string;
  readonly dependencies: readonly Dependency[];
  /** How long one check may take before it counts as down. */
  readonly checkTimeoutMs?: number;
}

/** Whether a service is alive, and whether it should be given work. */
export class Health {
  readonly #options: HealthOptions;
  #draining = false;

  constructor(options: HealthOptions) {
    this.#options = options;
  }

  /** Set for good once the service has been told to stop. */
  get draining(): boolean {
    return this.#draining;
  }

  startDraining(): void {
    this.#draining = true;
  }

  /** That the process answers; touches no dependency, since restarting it would not mend one. */
  liveness(): Liveness {
    const { service, version } = this.#options;
    return { status: 'ok', service, version, uptime_seconds: Math.round(process.uptime() * 1_000) / 1_000 };
  }

  /** The state of every dependency, asked at once. */
  async readiness(): Promise<Readiness> {
    if (this.#draining) {
      return { status: 'draining', dependencies: [] };
    }
    const { dependencies, checkTimeoutMs = 1_000 } = this.#options;
    const states = await Promise.all(dependencies.map((dependency) => stateOf(dependency, checkTimeoutMs)));
    return { status: states.every(({ status }) => status === 'up') ? 'ready' : 'not_ready', dependencies: states };
  }
}

async function stateOf({ name, check }: Dependency, timeoutMs: number): Promise<DependencyState> {
  const start = performance.now();
  const state = (status: DependencyState['status'], detail: string): DependencyState => ({
    name,
    status,
    detail: redactText(detail),
    latency_ms: Math.round((performance.now() - start) * 10) / 10,
  });
  try {
    return state('up', await within(timeoutMs, check));
  } catch (error) {
    return state('down', describeError(error));
  }
}

// The race is for checks that do not listen to their signal: a probe of ours must always be answered.
async function within(timeoutMs: number, check: Dependency['check']): Promise<string> {
  const abort = new AbortController();
  return await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      const reason = new Error(`no answer within ${String(timeoutMs)} ms`);
      reject(reason);
      abort.abort(reason);
    }, timeoutMs);
    check(abort.signal)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
      });
  });
}
