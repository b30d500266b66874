import type { Observers } from '@observatory/telemetry';
import type { AppSettings } from '../settings.js';
import { InMemoryKeyRepository } from './in-memory-key-repository.js';
import type { KeyRepository } from './key-repository.js';
import { MongoKeyRepository } from './mongo-key-repository.js';
import { COLLECTION } from './mongo-session.js';
import { ObservedKeyRepository } from './observed-key-repository.js';

/** Where the keys are. */
export interface KeyStore {
  /** What `/ready` calls it. */
  readonly name: string;
  readonly repository: KeyRepository;
  readonly close: () => Promise<void>;
}

/** The store that the settings choose. It may be away: it is asked for again and again. */
export function openKeyStore(
  settings: AppSettings,
  { logger, metrics, tracing }: Pick<Observers, 'logger' | 'metrics' | 'tracing'>,
): KeyStore {
  const { mongodbHost: host, mongodbPort: port, mongodbName: database } = settings;
  if (host === undefined) {
    return { name: 'key-store', repository: new InMemoryKeyRepository(), close: () => Promise.resolve() };
  }
  const { mongodbUser: user, mongodbPassword: password } = settings;
  const keys = new MongoKeyRepository({ host, port, database, user, password });
  // Not awaited: the service starts without its store, and the first key makes another attempt.
  keys.prepare().catch((error: unknown) => {
    logger.warn({ err: error, host, port }, 'the key store is not there yet');
  });
  const attributes = {
    'db.system.name': 'mongodb',
    'db.namespace': database,
    'db.collection.name': COLLECTION,
    'server.address': host,
    'server.port': port,
  };
  return {
    name: 'mongodb',
    repository: new ObservedKeyRepository(keys, { registry: metrics.registry, tracing, attributes }),
    close: () => keys.close(),
  };
}
