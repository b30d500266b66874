import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { Logger } from '@observatory/telemetry';
import { latencyStatistics, latencyStatisticsTool } from '../tools/latency-statistics.js';
import { listServices, listServicesTool } from '../tools/list-services.js';
import { recentCalls, recentCallsTool } from '../tools/recent-calls.js';
import { answer, READ_ONLY } from '../tools/tool.js';
import type { Upstream } from '../upstream/upstream.js';

export interface ToolParts {
  readonly core: Upstream;
  readonly statistics: Upstream;
  readonly version: string;
  readonly logger: Logger;
}

/** An MCP server with all tools; each session needs one of its own. */
export function createMcpServer({ core, statistics, version, logger }: ToolParts): McpServer {
  const server = new McpServer(
    { name: 'observatory', title: 'Observatory', version },
    {
      instructions:
        'Observatory watches calls to language models. Begin with list_services to learn whose calls it knows.',
    },
  );
  server.registerTool('list_services', { ...listServicesTool, annotations: READ_ONLY }, () =>
    answer('list_services', logger, () => listServices(core)),
  );
  server.registerTool('recent_calls', { ...recentCallsTool, annotations: READ_ONLY }, (wanted) =>
    answer('recent_calls', logger, () => recentCalls(core, wanted)),
  );
  server.registerTool('latency_statistics', { ...latencyStatisticsTool, annotations: READ_ONLY }, (wanted) =>
    answer('latency_statistics', logger, () => latencyStatistics(statistics, wanted)),
  );
  return server;
}
