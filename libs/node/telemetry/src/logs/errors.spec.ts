import { describe, expect, it } from 'vitest';
import { describeError } from './errors.js';

describe('describeError', () => {
  it('tells the causes behind an error', () => {
    const cause = new Error('connect ECONNREFUSED 127.0.0.1:4005');
    expect(describeError(new TypeError('fetch failed', { cause }))).toBe(
      'fetch failed: connect ECONNREFUSED 127.0.0.1:4005',
    );
  });

  it('tells what an aggregate without a message is made of', () => {
    expect(describeError(new AggregateError([new Error('no A'), new Error('no B')]))).toBe('no A, no B');
  });

  it('makes do with what was thrown', () => {
    expect(describeError('broken')).toBe('broken');
    expect(describeError(new RangeError())).toBe('RangeError');
  });

  it('ends on an error that causes itself', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(describeError(error)).toBe('loop');
  });
});
