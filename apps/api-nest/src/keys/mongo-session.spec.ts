import { MongoNetworkError, MongoServerSelectionError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { KeyStoreAwayError } from './key-repository.js';
import { MongoSessions } from './mongo-session.js';

/** Sessions that say how many there were, and which of them were closed. */
function counted(answerMs = 10_000) {
  const closed: number[] = [];
  let opened = 0;
  const sessions = new MongoSessions(() => {
    opened += 1;
    const number = opened;
    return { number, close: () => Promise.resolve(void closed.push(number)) };
  }, answerMs);
  const number = () => sessions.use((session) => Promise.resolve(session.number));
  return { sessions, number, closed };
}

const unfound = new MongoServerSelectionError('timed out', { error: null } as never);

describe('MongoSessions', () => {
  it('keeps a session as long as it works', async () => {
    const { number, closed } = counted();
    expect([await number(), await number()]).toEqual([1, 1]);
    expect(closed).toEqual([]);
  });

  it('opens a new one where no server was found, once for all who noticed', async () => {
    const { sessions, number, closed } = counted();
    const lost = [1, 2, 3].map(() => sessions.use(() => Promise.reject(unfound)));
    for (const each of await Promise.allSettled(lost)) {
      expect(each).toMatchObject({ reason: { name: 'KeyStoreAwayError', cause: unfound } });
    }
    expect(await number()).toBe(2);
    expect(closed).toEqual([1]);
  });

  it('opens a new one where an answer never comes', async () => {
    const { sessions, number, closed } = counted(20);
    const waiting = sessions.use(() => new Promise(() => undefined));
    await expect(waiting).rejects.toMatchObject({ cause: { message: 'no answer within 20 ms' } });
    expect(await number()).toBe(2);
    expect(closed).toEqual([1]);
  });

  it('leaves it to the driver to mend a single connection', async () => {
    const { sessions, number } = counted();
    await expect(sessions.use(() => Promise.reject(new MongoNetworkError('reset')))).rejects.toThrow(KeyStoreAwayError);
    expect(await number()).toBe(1);
  });

  it('passes on what the store refuses', async () => {
    const { sessions } = counted();
    const refusal = new Error('not allowed');
    await expect(sessions.use(() => Promise.reject(refusal))).rejects.toBe(refusal);
  });

  it('closes the last one', async () => {
    const { sessions, number, closed } = counted();
    await sessions.close();
    await number();
    await sessions.close();
    expect(closed).toEqual([1]);
  });
});
