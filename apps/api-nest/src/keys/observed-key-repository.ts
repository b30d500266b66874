import type { Tracing } from '@observatory/telemetry';
import { Histogram, type Registry } from 'prom-client';
import type { ApiKey } from './api-key.js';
import type { KeyRepository } from './key-repository.js';

export interface Observation {
  readonly registry: Registry;
  readonly tracing: Tracing;
  /** What the store is, in the words of OpenTelemetry's conventions. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** A key repository whose work is timed, and seen in the traces of the requests that it is done for. */
export class ObservedKeyRepository implements KeyRepository {
  readonly #inner: KeyRepository;
  readonly #observation: Observation;
  readonly #durations: Histogram<'operation' | 'outcome'>;

  constructor(inner: KeyRepository, observation: Observation) {
    this.#inner = inner;
    this.#observation = observation;
    this.#durations = new Histogram({
      name: 'key_repository_duration_seconds',
      help: 'Time in which the key store did what it was asked to, by operation and outcome.',
      labelNames: ['operation', 'outcome'],
      registers: [observation.registry],
    });
  }

  async add(key: ApiKey): Promise<void> {
    await this.#observe('insert', () => this.#inner.add(key));
  }

  async list(filter: { readonly tenant?: string | undefined }): Promise<readonly ApiKey[]> {
    return await this.#observe('find', () => this.#inner.list(filter));
  }

  async findByHash(hash: string): Promise<ApiKey | undefined> {
    return await this.#observe('findOne', () => this.#inner.findByHash(hash));
  }

  async revoke(id: string, at: Date): Promise<ApiKey | undefined> {
    return await this.#observe('findOneAndUpdate', () => this.#inner.revoke(id, at));
  }

  async check(): Promise<string> {
    return await this.#inner.check();
  }

  async #observe<T>(operation: string, work: () => Promise<T>): Promise<T> {
    const { tracing, attributes } = this.#observation;
    const end = this.#durations.startTimer({ operation });
    try {
      const result = await tracing.call(`${operation} keys`, { ...attributes, 'db.operation.name': operation }, work);
      end({ outcome: 'ok' });
      return result;
    } catch (error) {
      end({ outcome: 'error' });
      throw error;
    }
  }
}
