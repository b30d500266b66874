import { STATUS_CODES } from 'node:http';

/** The media type of RFC 9457. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** One place in the request that is wrong. */
export interface ProblemPlace {
  /** JSON Pointer into the body, or the name of a query parameter. */
  readonly pointer: string;
  readonly detail: string;
}

export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly request_id: string;
  readonly errors?: readonly ProblemPlace[];
}

/** An error that its caller is told about, word by word. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly detail: string,
    readonly places: readonly ProblemPlace[] = [],
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }

  /** The body of the response. */
  toDetails(requestId: string): ProblemDetails {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.detail,
      request_id: requestId,
      ...(this.places.length === 0 ? {} : { errors: this.places }),
    };
  }
}

/** The problem for a request that no route answers. */
export function noRoute(method: string, url: string): Problem {
  return new Problem(404, `There is no ${method} ${pathOf(url)} here.`);
}

/** The path of a URL without its query, which may hold what nobody should read. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}

/** Any error as a problem: what the client did wrong in full, and of what we did wrong only that it happened. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  const status = statusOf(error);
  return status !== undefined && status >= 400 && status < 500 && error instanceof Error
    ? new Problem(status, error.message, [], { cause: error })
    : new Problem(500, 'Something went wrong here. The log of this service has the request id.', [], { cause: error });
}

// Fastify writes `statusCode` on its errors, and so do most libraries made for it.
function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}
