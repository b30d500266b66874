import { createLogger, withRequestId } from '@observatory/telemetry';
import { describe, expect, it } from 'vitest';
import { answer } from './tool.js';

describe('a tool that breaks', () => {
  it('tells the model no more than where to look, and the log everything but secrets', async () => {
    let written = '';
    const destination = { write: (line: string) => void (written += line) };
    const logger = createLogger({ service: 'api-fastify', level: 'info', destination });
    const result = await withRequestId('r-1', () =>
      answer('list_services', logger, () => Promise.reject(new Error('bug at redis://:hunter2@cache'))),
    );
    expect(result).toEqual({
      isError: true,
      content: [{ type: 'text', text: 'Something went wrong in Observatory. Its log has the request id r-1.' }],
    });
    expect(written).toContain('bug at redis://:***@cache');
    expect(written).not.toContain('hunter2');
  });
});
