import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { currentRequestId, describeError, type Logger } from '@observatory/telemetry';
import { UpstreamError } from '../upstream/upstream.js';

/** What every tool promises: it only reads, and only from Observatory. */
export const READ_ONLY = { readOnlyHint: true, idempotentHint: true, openWorldHint: false } as const;

/** Runs a tool. Its result goes out as data and as text; a failure becomes an answer that the model can read. */
export async function answer(
  tool: string,
  logger: Logger,
  run: () => Promise<Record<string, unknown>>,
): Promise<CallToolResult> {
  const start = performance.now();
  const fields = () => ({ tool, duration_ms: Math.round((performance.now() - start) * 10) / 10 });
  try {
    const structuredContent = await run();
    logger.info(fields(), 'tool answered');
    return { structuredContent, content: [{ type: 'text', text: JSON.stringify(structuredContent) }] };
  } catch (error) {
    logger.error({ ...fields(), err: error }, 'tool failed');
    return { isError: true, content: [{ type: 'text', text: explain(error) }] };
  }
}

function explain(error: unknown): string {
  return error instanceof UpstreamError
    ? `${describeError(error)}. Try again later.`
    : `Something went wrong in Observatory. Its log has the request id ${currentRequestId() ?? 'of this call'}.`;
}
