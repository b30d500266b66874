import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One answered request, as metrics see it. */
export interface ObservedRequest {
  readonly method: string;
  /** The pattern of the route, never the path itself: each value is a time series. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** What a service counts, in a registry of its own. */
export interface Metrics {
  /** For the metrics that only one service has. */
  readonly registry: Registry;
  observe(request: ObservedRequest): void;
}

/** The metrics that every service has. */
export function createMetrics(about: { readonly service: string; readonly version: string }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const info = new Gauge({
    name: 'service_info',
    help: 'Which service this is, and which version of it. Always 1.',
    labelNames: ['service', 'version'],
    registers,
  });
  info.set({ ...about }, 1);

  const total = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its response.',
    labelNames: ['method', 'route'],
    registers,
  });

  return {
    registry,
    observe({ method, route, status, seconds }) {
      total.inc({ method, route, status });
      duration.observe({ method, route }, seconds);
    },
  };
}
