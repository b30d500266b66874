import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { isRecord, type Problem } from '@slipway/kit';

/** One compose file as it was written. */
export interface ComposeFile {
  /** Relative to the workspace root. */
  readonly file: string;
  /** Plain data, variables not replaced; empty where the file is broken. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** Compose's own tags say how to merge; what they stand on is read as it is. */
const MERGE_TAGS = ['!reset', '!override'].flatMap((tag) => [
  { tag, collection: 'map' as const },
  { tag, collection: 'seq' as const },
  { tag, resolve: (text: string) => text },
]);

/** Reads a compose file for the project graph. Broken YAML is a problem with line and column, never an error. */
export function parseComposeFile(file: string, text: string): ComposeFile {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    merge: true,
    customTags: MERGE_TAGS,
    logLevel: 'silent',
    prettyErrors: false,
  });
  const parsed: readonly Document.Parsed[] = Array.isArray(documents) ? documents : [];
  // One broken line makes the parser stumble over those behind it.
  const problems = parsed.flatMap(({ errors }) =>
    errors.slice(0, 1).map((error): Problem => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { what: `no valid YAML: ${error.message}`, where: { file, line, column: col } };
    }),
  );
  return { file, data: problems.length > 0 ? {} : merge(parsed.map(toRecord)), problems };
}

function merge(documents: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(documents.flatMap((document) => Object.entries(document)));
}

function toRecord(document: Document): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 10_000 });
    return isRecord(value) ? value : {};
  } catch {
    // An alias without an anchor: compose says so when it reads the file.
    return {};
  }
}
