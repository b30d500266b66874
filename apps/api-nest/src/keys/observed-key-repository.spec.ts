import { context } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { createLogger, Tracing } from '@observatory/telemetry';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { keyRepositoryContract } from '../../test/key-repository.contract.js';
import { aKey } from '../../test/keys.js';
import { InMemoryKeyRepository } from './in-memory-key-repository.js';
import { ObservedKeyRepository } from './observed-key-repository.js';

function observed() {
  const exporter = new InMemorySpanExporter();
  const logger = createLogger({ service: 'api-nest', level: 'error' });
  const tracing = new Tracing({ service: 'api-nest', version: '1', endpoint: undefined, logger, exporter });
  const registry = new Registry();
  const attributes = { 'db.system.name': 'mongodb' };
  const repository = new ObservedKeyRepository(new InMemoryKeyRepository(), { registry, tracing, attributes });
  return { repository, tracing, registry, exporter };
}

describe('ObservedKeyRepository', () => {
  keyRepositoryContract(() => Promise.resolve(observed().repository));

  it('shows the work of the store in the trace of its request, and times it', async () => {
    const { repository, tracing, registry, exporter } = observed();
    const key = aKey();
    await context.with(tracing.request('POST /api/keys', {}, {}), async () => {
      await repository.add(key);
      await repository.findByHash(key.hash);
      await expect(repository.add(key)).rejects.toThrow();
    });
    await tracing.flush();
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ name, status: { code } }) => [name, code])).toEqual([
      ['insert keys', 0],
      ['findOne keys', 0],
      ['insert keys', 2],
    ]);
    expect(spans[0]?.attributes).toMatchObject({ 'db.system.name': 'mongodb', 'db.operation.name': 'insert' });
    const metrics = await registry.metrics();
    for (const [operation, outcome] of [
      ['insert', 'ok'],
      ['findOne', 'ok'],
      ['insert', 'error'],
    ] as const) {
      expect(metrics).toContain(
        `key_repository_duration_seconds_count{operation="${operation}",outcome="${outcome}"} 1`,
      );
    }
  });
});
