const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that ends well when it is told to stop. While it runs, no signal ends this process, and neither does a reader of its output
 * that went away: whoever started something has to be able to stop it.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  const ignore = (): void => undefined;
  for (const signal of SIGNALS) process.on(signal, stop);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignore);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    for (const stream of [process.stdout, process.stderr]) stream.off('error', ignore);
  }
}
