const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** What signals arrive at: the process, or its stand-in in a test. */
export type SignalSource = Pick<NodeJS.EventEmitter, 'on' | 'off'>;

/** Resolves to the name of the next signal that asks this process to stop. */
export async function nextSignal(signals: SignalSource): Promise<string> {
  return await new Promise((resolve) => {
    const onSignal = (name: string): void => {
      for (const signal of SIGNALS) {
        signals.off(signal, onSignal);
      }
      resolve(name);
    };
    for (const signal of SIGNALS) {
      signals.on(signal, onSignal);
    }
  });
}
