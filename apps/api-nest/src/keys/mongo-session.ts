import {
  type Collection,
  type IndexDescription,
  MongoClient,
  MongoClientClosedError,
  MongoNetworkError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import type { ApiKey } from './api-key.js';
import { KeyStoreAwayError } from './key-repository.js';
import type { MongoAddress } from './mongo-key-repository.js';

/** The collection that keys are kept in. */
export const COLLECTION = 'keys';

/** A key as a document. Its _id tells the order in which keys were added. */
export type KeyDocument = { readonly [K in keyof ApiKey]: ApiKey[K] extends readonly string[] ? string[] : ApiKey[K] };

const INDEXES: IndexDescription[] = [
  { key: { id: 1 }, unique: true },
  { key: { hash: 1 }, unique: true },
  { key: { tenant: 1, createdAt: -1, _id: -1 } },
  { key: { createdAt: -1, _id: -1 } },
];

const SELECTION_MS = 2_000;
const ANSWER_MS = 5_000;

/** The driver's connections to the store, from when they were made until they are given up. */
export class MongoSession {
  readonly keys: Collection<KeyDocument>;
  readonly indexed: () => Promise<unknown>;
  readonly #client: MongoClient;

  constructor({ host, port, database, user, password }: MongoAddress) {
    const name = host.includes(':') ? `[${host}]` : host;
    this.#client = new MongoClient(`mongodb://${name}:${String(port)}`, {
      appName: 'api-nest',
      ...(password === undefined ? {} : { auth: { username: user, password: password.reveal() } }),
      serverSelectionTimeoutMS: SELECTION_MS,
      connectTimeoutMS: SELECTION_MS,
      maxPoolSize: 20,
    });
    this.keys = this.#client.db(database).collection<KeyDocument>(COLLECTION);
    this.indexed = untilDone(() => this.keys.createIndexes(INDEXES));
  }

  async ping(): Promise<void> {
    await this.#client.db().command({ ping: 1 });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

type Session = Pick<MongoSession, 'close'>;

/**
 * Opens a session when it is first needed, and a new one after each that got lost. The driver reconnects by itself, but not
 * where its first attempt failed, nor where it waits for an answer on a connection that was just closed: there its monitor
 * stays, and no server is ever found again.
 */
export class MongoSessions<S extends Session = MongoSession> {
  readonly #open: () => S;
  readonly #answerMs: number;
  #current: S | undefined;

  constructor(open: () => S, answerMs = ANSWER_MS) {
    this.#open = open;
    this.#answerMs = answerMs;
  }

  /** Does what needs the store. Rejects with KeyStoreAwayError where that cannot be reached, and not where it refuses. */
  async use<T>(work: (session: S) => Promise<T>): Promise<T> {
    const session = (this.#current ??= this.#open());
    try {
      return await within(this.#answerMs, work(session));
    } catch (error) {
      if (LOST.some((kind) => error instanceof kind)) {
        this.#giveUp(session);
      } else if (!(error instanceof MongoNetworkError)) {
        throw error;
      }
      throw new KeyStoreAwayError({ cause: error });
    }
  }

  async close(): Promise<void> {
    await this.#current?.close();
  }

  #giveUp(session: S): void {
    if (session === this.#current) {
      this.#current = undefined;
      // Those that still work with it find out by themselves.
      void session.close().catch(() => undefined);
    }
  }
}

class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

// The errors after which a session is of no use any more; two of them only meet those who had it when it was given up.
const LOST = [MongoServerSelectionError, NoAnswerError, MongoTopologyClosedError, MongoClientClosedError];

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new NoAnswerError(`no answer within ${String(timeoutMs)} ms`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** What `work` does, shared by all who want it done, and done again only where it failed. */
function untilDone<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return async () => {
    done ??= work();
    try {
      return await done;
    } catch (error) {
      done = undefined;
      throw error;
    }
  };
}
