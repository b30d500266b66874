import pc from 'picocolors';
import type { Endpoint } from '../ports/endpoints.js';
import { formatTable } from '../terminal/table.js';

/** The addresses of a stack as a table: what people open in a browser or give to a client. */
export function renderAddresses(endpoints: readonly Endpoint[]): readonly string[] {
  if (endpoints.length === 0) return ['no service publishes a port on this machine'];
  return formatTable(
    [{ title: 'service' }, { title: 'port', align: 'right' }, { title: 'address' }],
    endpoints.map(({ service, port, url }) => [service, String(port), url]),
    pc.bold,
  );
}
