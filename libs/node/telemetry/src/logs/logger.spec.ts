import { describe, expect, it } from 'vitest';
import { logLines } from '../../test/log-lines.js';
import { withRequestId } from './request-context.js';

describe('a logger', () => {
  it('writes one object a line, in the shape of every service', () => {
    const { logger, lines, text } = logLines();
    logger.info({ spans: 3 }, 'accepted\nall');
    expect(lines).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
        level: 'info',
        message: 'accepted\nall',
        service: 'shop',
        spans: 3,
      },
    ]);
    expect(text()).toMatch(/^[^\n]*\n$/);
  });

  it('is silent below its level', () => {
    const { logger, lines } = logLines({ level: 'warn' });
    logger.info('quiet');
    logger.warn('loud');
    expect(lines).toMatchObject([{ level: 'warn', message: 'loud' }]);
  });

  it('adds the id of the request that a line belongs to, and only there', async () => {
    const { logger, lines } = logLines();
    await withRequestId('r-1', async () => {
      await Promise.resolve();
      logger.info('inside');
    });
    logger.info('outside');
    expect(lines[0]).toMatchObject({ message: 'inside', request_id: 'r-1' });
    expect(lines[1]).not.toHaveProperty('request_id');
  });

  it('lets no secret pass, on any of the ways into a line', () => {
    const { logger, text } = logLines();
    const url = 'mongodb://root:hunter2@db';
    logger.info({ headers: { authorization: 'hunter2' }, url }, `to ${url}`);
    logger.info('to %s with %j', url, { password: 'hunter2' });
    logger.child({ token: 'hunter2', url }).info('child');
    logger.error(new Error(url, { cause: new Error(url) }));
    logger.error({ err: new Error(url) });
    logger.error({ err: new Error(url) }, 'failed');
    logger.error({ err: url });
    logger.info({ nested: [new Error(url)] }, 'nested');
    expect(text()).toContain('mongodb://root:***@db');
    expect(text()).not.toContain('hunter2');
  });

  it('makes flat fields of an error', () => {
    const { logger, lines } = logLines();
    const error = new TypeError('fetch failed', { cause: new Error('refused') });
    logger.error({ err: error, path: '/' }, 'request failed');
    logger.error(error);
    expect(lines[0]).toMatchObject({
      message: 'request failed',
      path: '/',
      error: 'fetch failed: refused',
      error_type: 'TypeError',
      error_stack: error.stack,
    });
    expect(lines[1]).toMatchObject({ message: 'fetch failed: refused', error: 'fetch failed: refused' });
  });

  it('never writes a key twice', () => {
    const { logger, lines, text } = logLines();
    logger.info({ service: 'other', level: 9, message: 'm', request_id: 'r' }, 'own');
    expect(lines).toMatchObject([
      { service: 'shop', level: 'info', message: 'own', field_service: 'other', field_level: 9, field_message: 'm' },
    ]);
    expect(text().match(/"service":/g)).toHaveLength(1);

    withRequestId('r-1', () => {
      logger.child({ part: 'tills' }).info('in a request');
    });
    expect(text().match(/"request_id":/g)).toHaveLength(1);
  });
});
