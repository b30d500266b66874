import { width } from './screen.js';

/** How a column is set. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Rows set in columns, each as wide as its widest cell; a column that is empty in every row is left out. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[], style = plain): string[] {
  const shown = columns
    .map((column, index) => ({ column, index }))
    .filter(({ index }) => rows.some((row) => row[index] !== ''));
  const widths = shown.map(({ column, index }) =>
    Math.max(width(column.title), ...rows.map((row) => width(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    shown
      .map(({ column, index }, at) => pad(cells[index] ?? '', widths[at] ?? 0, column.align ?? 'left'))
      .join('  ')
      .trimEnd();
  return [style(line(columns.map(({ title }) => title))), ...rows.map(line)];
}

function plain(text: string): string {
  return text;
}

function pad(text: string, to: number, align: 'left' | 'right'): string {
  const room = ' '.repeat(Math.max(0, to - width(text)));
  return align === 'left' ? `${text}${room}` : `${room}${text}`;
}
