import { describe, expect, it } from 'vitest';
import { aSpan } from '../../test/spans.js';
import { concernsModel, modelCallOf } from './model-call.js';

describe('modelCallOf', () => {
  it('reads a call in the words of the GenAI conventions', () => {
    expect(modelCallOf(aSpan())).toEqual({
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
      service: 'checkout',
      started_at: '2030-01-01T00:00:00.123Z',
      duration_ms: 812.5,
      operation: 'chat',
      provider: 'acme',
      model: 'gpt-x-2030',
      input_tokens: 120,
      output_tokens: 34,
      status: 'ok',
      error_type: null,
    });
  });

  it('names the model that was asked for where none answered', () => {
    expect(modelCallOf(aSpan({ attributes: { 'gen_ai.request.model': 'gpt-x' } }))).toMatchObject({
      operation: null,
      model: 'gpt-x',
      input_tokens: null,
    });
  });

  it.each([
    [{ 'http.route': '/' }],
    [{ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.request.model': 'gpt-x' }],
    [{ 'gen_ai.request.model': 7 }],
  ])('sees no call in %j', (attributes) => {
    expect(modelCallOf(aSpan({ attributes }))).toBeUndefined();
  });

  it('knows a failure by its status or by its type', () => {
    const failed = { 'gen_ai.operation.name': 'chat', 'error.type': 'timeout' };
    expect(modelCallOf(aSpan({ attributes: failed }))).toMatchObject({ status: 'error', error_type: 'timeout' });
    expect(modelCallOf(aSpan({ status: 'error' }))).toMatchObject({ status: 'error', error_type: null });
    expect(modelCallOf(aSpan({ status: 'unset' }))).toMatchObject({ status: 'ok' });
  });

  it('takes what is not of the right type for not sent', () => {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': '',
      'gen_ai.usage.input_tokens': '120',
      'gen_ai.usage.output_tokens': -1,
    };
    expect(modelCallOf(aSpan({ attributes }))).toMatchObject({
      provider: null,
      input_tokens: null,
      output_tokens: null,
    });
  });

  it('survives a time beyond all dates', () => {
    expect(modelCallOf(aSpan({ start_unix_nano: '9'.repeat(30) }))?.started_at).toBe('+275760-09-13T00:00:00.000Z');
  });
});

describe('concernsModel', () => {
  it('is about the model that was asked for and the one that answered', () => {
    expect(concernsModel(aSpan(), 'gpt-x')).toBe(true);
    expect(concernsModel(aSpan(), 'gpt-x-2030')).toBe(true);
    expect(concernsModel(aSpan(), 'gpt')).toBe(false);
  });
});
