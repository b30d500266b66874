import { describe, expect, it } from 'vitest';
import { noRoute, Problem, toProblem } from './problem.js';

describe('a problem', () => {
  it('is told in the form of RFC 9457', () => {
    expect(new Problem(409, 'There is one already.').toDetails('r-1')).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'There is one already.',
      request_id: 'r-1',
    });
  });

  it('lists the places that are wrong', () => {
    const places = [{ pointer: '/name', detail: 'is empty' }];
    expect(new Problem(400, 'Look.', places).toDetails('r-1')).toMatchObject({ errors: places });
  });

  it('does not repeat a query', () => {
    expect(noRoute('GET', '/nowhere?token=hunter2').detail).toBe('There is no GET /nowhere here.');
  });
});

describe('toProblem', () => {
  it('passes on what the client did wrong', () => {
    expect(toProblem(Object.assign(new Error('Body is too large'), { statusCode: 413 }))).toMatchObject({
      status: 413,
      detail: 'Body is too large',
    });
  });

  it.each([new Error('hunter2'), Object.assign(new Error('hunter2'), { statusCode: 502 }), 'hunter2'])(
    'keeps to itself what went wrong here',
    (error) => {
      const problem = toProblem(error);
      expect(problem.status).toBe(500);
      expect(problem.detail).not.toContain('hunter2');
      expect(problem.cause).toBe(error);
    },
  );
});
