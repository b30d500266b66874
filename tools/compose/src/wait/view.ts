import pc from 'picocolors';
import type { Model } from '../merged/model.js';
import { describeDuration } from '../terminal/duration.js';
import { isInteractive, openScreen } from '../terminal/screen.js';
import type { Redact } from '../merged/secrets.js';
import { describeState } from './describe.js';
import { awaitedBy, isBad, isGood, type ServiceState } from './state.js';

/** A line for each service, kept up to date. */
export interface WaitView {
  readonly show: (states: ReadonlyMap<string, ServiceState>) => void;
  readonly close: () => void;
}

/** What a view needs to know. */
export interface WaitViewFacts {
  readonly model: Model;
  readonly sinceMs: number;
  readonly say: (line: string) => void;
  readonly redact: Redact;
  /** False: a line whenever a service changes, for what is no terminal. */
  readonly isDrawn: boolean;
}

/** Opens the view on a waiting stack: drawn over and over on a terminal, else a line for each change. */
export function openWaitView(facts: WaitViewFacts): WaitView {
  return facts.isDrawn && isInteractive() ? openDrawnView(facts) : openPrintedView(facts);
}

const FRAMES = ['\u280b', '\u2819', '\u2839', '\u2838', '\u283c', '\u2834', '\u2826', '\u2827', '\u2807', '\u280f'];

function openDrawnView({ model, sinceMs, redact }: WaitViewFacts): WaitView {
  const screen = openScreen(process.stdout);
  const since = new Map<string, { readonly text: string; readonly endMs: number }>();
  let frame = 0;
  return {
    show: (states) => {
      frame += 1;
      const names = Math.max(...[...states.keys()].map((name) => name.length));
      screen.draw(
        [...states].map(([name, state]) => {
          const text = redact(describeState(state, awaitedBy(name, model, states)));
          const isOver = isGood(state) || isBad(state);
          const before = since.get(name);
          const endMs = before?.text === text && isOver ? before.endMs : Date.now();
          since.set(name, { text, endMs });
          return `${mark(state, frame)} ${name.padEnd(names)}  ${describeDuration(endMs - sinceMs).padStart(8)}  ${paint(state, text)}`;
        }),
      );
    },
    close: screen.close,
  };
}

function mark(state: ServiceState, frame: number): string {
  if (isGood(state)) return pc.green('\u2714');
  if (isBad(state)) return pc.red('\u2716');
  return pc.cyan(FRAMES[frame % FRAMES.length] ?? ' ');
}

function paint(state: ServiceState, text: string): string {
  if (isBad(state)) return pc.red(text);
  return isGood(state) ? text : pc.dim(text);
}

function openPrintedView({ model, sinceMs, say, redact }: WaitViewFacts): WaitView {
  const said = new Map<string, string>();
  return {
    show: (states) => {
      for (const [name, state] of states) {
        const text = redact(describeState(state, awaitedBy(name, model, states)));
        // What a probe said last changes often and tells little; the kind of the state is news.
        const news = state.kind === 'starting' ? state.kind : text;
        if (said.get(name) === news) continue;
        said.set(name, news);
        say(`${name}: ${text} (${describeDuration(Date.now() - sinceMs)})`);
      }
    },
    close: () => undefined,
  };
}
