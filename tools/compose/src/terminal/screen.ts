/** Lines at the bottom of a terminal that are drawn again and again. */
export interface Screen {
  readonly draw: (lines: readonly string[]) => void;
  /** Leaves what was drawn last where it stands. */
  readonly close: () => void;
}

/** As much of a terminal as drawing needs. */
export type Terminal = Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows'>;

// Colour and movement start with an escape, which takes no room.
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[[0-9;]*[A-Za-z]/g;

/** How many columns a text takes. */
export function width(text: string): number {
  return text.replaceAll(ESCAPES, '').length;
}

/** Opens a screen. What does not fit is cut, since a line that wraps could not be drawn over. */
export function openScreen(terminal: Terminal): Screen {
  let drawn = 0;
  let last = '';
  return {
    draw: (lines) => {
      const columns = terminal.columns > 0 ? terminal.columns : 80;
      const rows = terminal.rows > 2 ? terminal.rows - 1 : 24;
      const shown = lines.slice(0, rows).map((line) => cut(line, columns - 1));
      const text = shown.join('\n');
      if (text === last) return;
      const back = drawn === 0 ? '' : `\u001b[${String(drawn)}A\r`;
      terminal.write(`${back}\u001b[J${text}\n`);
      drawn = shown.length;
      last = text;
    },
    close: () => {
      drawn = 0;
    },
  };
}

function cut(line: string, columns: number): string {
  if (width(line) <= columns) return line;
  let room = columns - 1;
  let result = '';
  for (let at = 0; at < line.length && room > 0;) {
    // eslint-disable-next-line no-control-regex
    const escape = /^\u001b\[[0-9;]*[A-Za-z]/.exec(line.slice(at))?.[0];
    const next = escape ?? line[at] ?? '';
    if (escape === undefined) room -= 1;
    result += next;
    at += next.length;
  }
  return `${result}\u2026\u001b[0m`;
}

/** True where lines can be drawn over: a terminal with somebody before it. */
export function isInteractive(stream: NodeJS.WriteStream = process.stdout): boolean {
  return stream.isTTY && process.env['CI'] === undefined && process.env['TERM'] !== 'dumb';
}
