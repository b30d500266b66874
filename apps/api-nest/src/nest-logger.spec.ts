import { createLogger } from '@observatory/telemetry';
import { describe, expect, it } from 'vitest';
import { NestLogger } from './nest-logger.js';

describe('NestLogger', () => {
  const lines: unknown[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const nest = new NestLogger(createLogger({ service: 'api-nest', level: 'debug', destination }));

  it.each([
    [
      'debug',
      () => {
        nest.log('mapped', 'Router');
      },
    ],
    [
      'debug',
      () => {
        nest.debug('mapped', 'Router');
      },
    ],
    [
      'debug',
      () => {
        nest.verbose('mapped', 'Router');
      },
    ],
    [
      'warn',
      () => {
        nest.warn('mapped', 'Router');
      },
    ],
    [
      'fatal',
      () => {
        nest.fatal('mapped', 'Router');
      },
    ],
  ])('passes a line on as %s', (level, speak) => {
    speak();
    expect(lines.at(-1)).toMatchObject({ level, message: 'mapped', context: 'Router', service: 'api-nest' });
  });

  it('keeps the stack that comes with an error', () => {
    nest.error('broken', 'at here', 'Router');
    expect(lines.at(-1)).toMatchObject({ level: 'error', message: 'broken', stack: 'at here', context: 'Router' });
    nest.error(new TypeError('broken'), 'Router');
    expect(lines.at(-1)).toMatchObject({ error: 'broken', error_type: 'TypeError', context: 'Router' });
  });
});
