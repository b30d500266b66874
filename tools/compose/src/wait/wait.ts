import { setTimeout as sleep } from 'node:timers/promises';
import type { Model } from '../merged/model.js';
import type { Looker, StackView } from './look.js';
import { isBad } from './state.js';
import { judge, type Broken, type ComposeState } from './verdict.js';
import type { WaitView } from './view.js';

/** How a wait ended. */
export type Waited =
  | { readonly kind: 'ready'; readonly view: StackView }
  | { readonly kind: 'broken'; readonly broken: Broken; readonly view: StackView }
  | { readonly kind: 'interrupted' };

/** What is waited for, and until when. */
export interface WaitRequest {
  readonly model: Model;
  readonly looker: Looker;
  readonly view: WaitView;
  readonly compose: () => ComposeState;
  readonly sinceMs: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const LOOK_MS = 400;

/** Waits until a stack is well, or it is known that it will not be. */
export async function waitUntilWell(request: WaitRequest): Promise<Waited> {
  const { model, looker, view, compose, sinceMs, timeoutMs, signal } = request;
  let badSince: number | undefined;
  try {
    for (;;) {
      if (signal.aborted) return { kind: 'interrupted' };
      // Asked before the look: what compose did until then is seen by it.
      const composing = compose();
      const nowMs = Date.now();
      const seen = await looker.look({ nowMs, isComposing: composing.kind === 'running' });
      view.show(seen.states);
      badSince = [...seen.states.values()].some(isBad) ? (badSince ?? nowMs) : undefined;
      const verdict = judge({
        model,
        states: seen.states,
        compose: composing,
        isTimedOut: nowMs - sinceMs > timeoutMs,
        badForMs: badSince === undefined ? 0 : nowMs - badSince,
      });
      if (verdict.kind === 'ready') return { kind: 'ready', view: seen };
      if (verdict.kind === 'failed') return { kind: 'broken', broken: verdict.broken, view: seen };
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    view.close();
  }
}
