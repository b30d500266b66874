/** A piece of work that has to wait for others of the same list. */
export interface Task<T> {
  readonly name: string;
  /** Names of tasks that have to succeed first; a name that is not in the list is done already. */
  readonly after: readonly string[];
  readonly work: () => Promise<T>;
}

/** What came of all tasks: results in the order in which they ended, and why others failed. */
export interface Outcomes<T> {
  readonly results: readonly T[];
  readonly failures: readonly Error[];
}

/** Runs tasks, at most `lanes` at once, those that stand first as early as they may. What waits for a failed one is left out. */
export async function runInOrder<T>(tasks: readonly Task<T>[], lanes: number): Promise<Outcomes<T>> {
  const results: T[] = [];
  const failures: Error[] = [];
  const waiting = new Set(tasks);
  const unfinished = new Set(tasks.map(({ name }) => name));
  const running = new Set<Promise<void>>();

  const start = (task: Task<T>): void => {
    waiting.delete(task);
    const ended = task
      .work()
      .then(
        (result) => {
          results.push(result);
          unfinished.delete(task.name);
        },
        (error: unknown) => {
          failures.push(error instanceof Error ? error : new Error(String(error)));
        },
      )
      .finally(() => running.delete(ended));
    running.add(ended);
  };

  for (;;) {
    for (const task of waiting) {
      if (running.size < lanes && !task.after.some((name) => unfinished.has(name))) start(task);
    }
    if (running.size === 0) return { results, failures };
    await Promise.race(running);
  }
}
