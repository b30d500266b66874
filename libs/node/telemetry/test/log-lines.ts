import { createLogger, type Logger, type LoggerOptions } from '../src/logs/logger.js';

export type LogLine = Readonly<Record<string, unknown>>;

/** A logger whose lines a test can read, parsed as they were written. */
export function logLines(options: Partial<LoggerOptions> = {}): {
  logger: Logger;
  lines: LogLine[];
  text: () => string;
} {
  const written: string[] = [];
  const lines: LogLine[] = [];
  const destination = {
    write: (line: string) => {
      written.push(line);
      lines.push(JSON.parse(line) as LogLine);
    },
  };
  return {
    logger: createLogger({ service: 'shop', level: 'debug', destination, ...options }),
    lines,
    text: () => written.join(''),
  };
}
