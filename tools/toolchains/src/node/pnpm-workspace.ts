/**
 * The globs under `packages:` in a pnpm-workspace.yaml. Reads a block list or a flow list of plain or quoted strings, which is how these
 * files are written; anchors, tags and multi-line scalars are not read.
 */
export function parsePnpmPackages(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(?:#|$)/.test(line));
  const start = lines.findIndex((line) => /^(?:packages|'packages'|"packages")\s*:/.test(line));
  if (start === -1) return [];
  const head = (lines[start] ?? '').replace(/^[^:]*:\s*/, '');
  const body = lines.slice(start + 1);
  return head.startsWith('[') ? flowList([head, ...body].join(' ')) : blockList(body);
}

function blockList(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => !/^\s*-\s/.test(line));
  return (end === -1 ? lines : lines.slice(0, end)).map((line) => scalar(line.replace(/^\s*-\s+/, '')));
}

function flowList(text: string): readonly string[] {
  const items = text.slice(1, text.indexOf(']')).matchAll(/\s*('[^']*'|"[^"]*"|[^,'"\s][^,]*)\s*(?:,|$)/g);
  return [...items].map(([, item]) => scalar(item ?? ''));
}

function scalar(text: string): string {
  const quoted = /^'([^']*)'|^"([^"]*)"/.exec(text);
  return quoted === null ? text.replace(/\s#.*$/, '').trim() : (quoted[1] ?? quoted[2] ?? '');
}
