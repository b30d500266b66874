/** A time span for a reader: `850 ms`, `3.2 s`, `2 min 5 s`, `3 h`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(milliseconds === 0 ? 0 : 1)} ms`;
  if (milliseconds < 999.5) return `${String(Math.round(milliseconds))} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes >= 60)
    return `${String(Math.floor(minutes / 60))} h${minutes % 60 === 0 ? '' : ` ${String(minutes % 60)} min`}`;
  return `${String(minutes)} min${whole % 60 === 0 ? '' : ` ${String(whole % 60)} s`}`;
}

/** How old something is, in its largest unit: `just now`, `5 min old`, `3 days old`. */
export function formatAge(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${String(minutes)} min old`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${String(hours)} h old`;
  return `${String(Math.floor(hours / 24))} days old`;
}

/** A point in time for a reader anywhere: `2026-03-01 14:05 UTC`. */
export function formatTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** A time measured in nanoseconds, three significant digits. */
export function formatNanoseconds(nanoseconds: number): string {
  const units = ['ns', '\u00b5s', 'ms', 's'];
  let value = nanoseconds;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value >= 999.5 ? String(Math.round(value)) : value.toPrecision(3)} ${units[unit] ?? 's'}`;
}

/** A share in percent, never rounded up to all of it or to a threshold that it does not reach. */
export function formatPercent(share: number): string {
  return `${(Math.floor(share * 10) / 10).toFixed(1)} %`;
}

/** A number with its noun: `1 test`, `1,204 tests`. */
export function count(number: number, noun: string): string {
  return `${formatNumber(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** A whole number with its thousands apart. */
export function formatNumber(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
