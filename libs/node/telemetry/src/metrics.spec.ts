import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.js';

describe('the metrics of a service', () => {
  it('count requests, time them, and say what the service is', async () => {
    const metrics = createMetrics({ service: 'shop', version: '1.2.3' });
    metrics.observe({ method: 'GET', route: '/things/:id', status: 200, seconds: 0.03 });
    metrics.observe({ method: 'GET', route: '/things/:id', status: 200, seconds: 3 });
    const text = await metrics.registry.metrics();
    expect(text).toContain('http_requests_total{method="GET",route="/things/:id",status="200"} 2');
    expect(text).toContain('http_request_duration_seconds_bucket{le="0.05",method="GET",route="/things/:id"} 1');
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/things/:id"} 2');
    expect(text).toContain('service_info{service="shop",version="1.2.3"} 1');
    expect(text).toContain('process_resident_memory_bytes');
  });

  it('share nothing between two services of one process', async () => {
    const one = createMetrics({ service: 'one', version: '1' });
    createMetrics({ service: 'two', version: '1' }).observe({ method: 'GET', route: '/', status: 200, seconds: 1 });
    expect(await one.registry.metrics()).not.toContain('http_requests_total{');
  });
});
