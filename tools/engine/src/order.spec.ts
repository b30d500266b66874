import { runInOrder, type Task } from './order.js';

/** A task that ends when told to, and notes that it was started. */
function controlled(
  name: string,
  after: readonly string[] = [],
): Task<string> & { started: boolean; end: (error?: Error) => void } {
  const { promise, resolve, reject } = deferred();
  const task = {
    name,
    after,
    started: false,
    end: (error?: Error) => {
      if (error === undefined) resolve(name);
      else reject(error);
    },
    work: () => {
      task.started = true;
      return promise;
    },
  };
  return task;
}

function deferred(): { promise: Promise<string>; resolve: (value: string) => void; reject: (error: Error) => void } {
  let resolve: (value: string) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what waits starts when the other has ended, whatever the order of the list', async () => {
  const upper = controlled('node', ['debian']);
  const lower = controlled('debian');
  const done = runInOrder([upper, lower], 2);
  expect([upper.started, lower.started]).toEqual([false, true]);
  lower.end();
  await settle();
  expect(upper.started).toBe(true);
  upper.end();
  expect(await done).toEqual({ results: ['debian', 'node'], failures: [] });
});

test('no more run at once than there are lanes', async () => {
  const tasks = ['a', 'b', 'c'].map((name) => controlled(name));
  const done = runInOrder(tasks, 2);
  expect(tasks.map((task) => task.started)).toEqual([true, true, false]);
  tasks[1]?.end();
  await settle();
  expect(tasks[2]?.started).toBe(true);
  tasks.forEach((task) => {
    task.end();
  });
  expect((await done).results).toHaveLength(3);
});

test('a failing one keeps back only what waits for it', async () => {
  const bad = controlled('debian');
  const waiting = controlled('node', ['debian']);
  const other = controlled('rust');
  const done = runInOrder([bad, waiting, other], 1);
  bad.end(new Error('no mirror'));
  await settle();
  other.end();
  expect(await done).toEqual({ results: ['rust'], failures: [new Error('no mirror')] });
  expect(waiting.started).toBe(false);
});

test('what is not in the list is taken as done', async () => {
  const task = controlled('node', ['debian']);
  const done = runInOrder([task], 1);
  expect(task.started).toBe(true);
  task.end();
  await done;
});
