import { describe, expect, it, vi } from 'vitest';
import { logLines } from '../test/log-lines.js';
import { logCrashes } from './crash.js';

describe('logCrashes', () => {
  it('logs what nobody caught, redacted, and ends the process', () => {
    const on = vi.spyOn(process, 'on').mockReturnValue(process);
    const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
    const { logger, lines } = logLines();
    logCrashes(logger);
    const [event, crash] = on.mock.calls[0] ?? [];
    on.mockRestore();
    expect(event).toBe('uncaughtException');
    (crash as NodeJS.UncaughtExceptionListener)(new Error('lost redis://:hunter2@cache'), 'unhandledRejection');
    expect(exit).toHaveBeenCalledWith(1);
    exit.mockRestore();
    expect(lines).toMatchObject([
      { level: 'fatal', message: 'crashed', error: 'lost redis://:***@cache', origin: 'unhandledRejection' },
    ]);
  });
});
