import { randomUUID } from 'node:crypto';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';

export interface SessionsOptions {
  readonly createServer: () => McpServer;
  readonly maxSessions: number;
  readonly idleMs: number;
}

/** One client that has introduced itself. */
export interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  /** Says that a request of this session began; call the result when it ended. */
  begin(): () => void;
}

interface Entry extends Session {
  requests: number;
  lastUsed: number;
}

/** The clients that this process knows. Bounded, and those that fell silent are forgotten, as MCP allows at any time. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get full(): boolean {
    return this.#entries.size >= this.#options.maxSessions;
  }

  find(id: string): Session | undefined {
    return this.#entries.get(id);
  }

  /** A session that becomes one of ours once its client has initialized it. */
  async open(): Promise<Session> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        this.#entries.set(id, entry);
      },
    });
    const entry = newEntry(transport);
    transport.onclose = () => {
      this.#entries.delete(transport.sessionId ?? '');
    };
    await this.#options.createServer().connect(transport);
    return entry;
  }

  /** Forgets the sessions without a request in all of the idle time. */
  async forgetIdle(now = performance.now()): Promise<void> {
    const idle = [...this.#entries.values()].filter(
      ({ requests, lastUsed }) => requests === 0 && now - lastUsed >= this.#options.idleMs,
    );
    await Promise.all(idle.map(({ transport }) => transport.close()));
  }

  /** Ends the streams that wait for news and would never end by themselves. */
  endListening(): void {
    for (const { transport } of this.#entries.values()) {
      transport.closeStandaloneSSEStream();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ transport }) => transport.close()));
  }
}

function newEntry(transport: WebStandardStreamableHTTPServerTransport): Entry {
  return {
    transport,
    requests: 0,
    lastUsed: performance.now(),
    begin() {
      this.requests += 1;
      return () => {
        this.requests -= 1;
        this.lastUsed = performance.now();
      };
    },
  };
}
