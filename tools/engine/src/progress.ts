/** Where progress is written; standard error by default, so that standard output holds results only. */
export interface ProgressTarget {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** On a terminal the line is drawn anew this often, elsewhere a plain line is written each time. */
const LIVE_MS = 1_000;
const PLAIN_MS = 10_000;

/** Shows what is being done, and for how long, as one live line on a terminal and as plain lines elsewhere. */
export class Progress {
  readonly #running = new Map<string, number>();
  readonly #target: ProgressTarget;
  #timer: NodeJS.Timeout | undefined;

  constructor(target: ProgressTarget = process.stderr) {
    this.#target = target;
  }

  /** Does the work and shows its label until it has ended, well or not. */
  async track<T>(label: string, work: () => Promise<T>): Promise<T> {
    this.#running.set(label, Date.now());
    this.#timer ??= setInterval(
      () => {
        this.#draw();
      },
      this.#target.isTTY === true ? LIVE_MS : PLAIN_MS,
    ).unref();
    if (this.#target.isTTY === true) this.#draw();
    try {
      return await work();
    } finally {
      this.#running.delete(label);
      this.clear();
      if (this.#running.size === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    }
  }

  /** Takes the live line away, to make room for a line that stays. */
  clear(): void {
    if (this.#target.isTTY === true) this.#target.write('\r\u001b[K');
  }

  #draw(): void {
    const now = Date.now();
    const line = [...this.#running]
      .map(([label, since]) => `${label}, ${String(Math.round((now - since) / 1000))} s`)
      .join(' · ');
    this.#target.write(
      this.#target.isTTY === true ? `\r\u001b[K${line.slice(0, (this.#target.columns ?? 80) - 1)}` : `${line}\n`,
    );
  }
}
