/** What went wrong, with every cause behind it: `fetch failed: connect ECONNREFUSED 127.0.0.1:4005`. */
export function describeError(error: unknown): string {
  return chain(error)
    .map((link) => (link instanceof Error ? messageOf(link) : String(link)))
    .join(': ');
}

function messageOf(error: Error): string {
  if (error.message !== '') {
    return error.message;
  }
  // Node refuses a connection to a name with several addresses with an AggregateError that says nothing itself.
  return error instanceof AggregateError ? error.errors.map(describeError).join(', ') : error.name;
}

function chain(error: unknown): unknown[] {
  const links: unknown[] = [];
  for (let link = error; link !== undefined && !links.includes(link);) {
    links.push(link);
    link = link instanceof Error ? link.cause : undefined;
  }
  return links;
}
