import { UserError } from '@slipway/kit';
import {
  isAlias,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  Scalar,
  type Alias,
  type Document,
  type ParsedNode,
  type YAMLMap,
} from 'yaml';
import {
  list,
  map,
  scalar,
  type ModelPath,
  type Origin,
  type ScalarValue,
  type Traced,
  type TracedMap,
} from './traced.js';

/** A `!reset` or `!override`: what earlier fragments said at this path no longer counts. */
export interface Reset {
  readonly path: ModelPath;
  readonly origin: Origin;
}

/** One YAML document as it was written: aliases and merge keys followed, tags of compose taken out. */
export interface Fragment {
  readonly tree: TracedMap;
  readonly resets: readonly Reset[];
}

/** Aliases of aliases grow without bound ("billion laughs"); no honest compose file comes near this. */
const MOST_NODES = 100_000;

interface Walk {
  readonly file: string;
  readonly lines: LineCounter;
  readonly document: Document.Parsed;
  readonly index: number;
  readonly resets: Reset[];
  /** Aliases on the way down to here. */
  readonly open: ReadonlySet<unknown>;
  readonly count: { nodes: number };
}

/** Where a node stands: in the merged model, in its document, and the key that a reader looks for. */
interface Spot {
  readonly path: ModelPath;
  readonly at: ModelPath;
  readonly shared: boolean;
  readonly offset: number;
}

/**
 * Reads a compose file into traced trees, one a document. What compose itself refuses later is passed through as it stands.
 * @param file how places name the file
 * @throws UserError with line and column where the text is no YAML or its top level no mapping; never quotes the text
 */
export function parseFragments(text: string, file: string): readonly Fragment[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    // The pretty form quotes the lines around, and they may hold a secret.
    prettyErrors: false,
    logLevel: 'silent',
    version: '1.2',
  });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document, index) => {
    failOnErrors(document, lines, file);
    if (document.contents === null) return [];
    const walk: Walk = { file, lines, document, index, resets: [], open: new Set(), count: { nodes: 0 } };
    const tree = trace(document.contents, { path: [], at: [], shared: false, offset: 0 }, walk);
    if (tree?.kind === 'scalar' && tree.value === null) return [];
    if (tree?.kind !== 'map') {
      throw new UserError({
        what: 'the top level of a compose file has to be a mapping',
        where: { file, line: 1 },
        fix: 'write keys like `services:`',
      });
    }
    return [{ tree, resets: walk.resets }];
  });
}

function failOnErrors(document: Document.Parsed, lines: LineCounter, file: string): void {
  if (document.errors.length === 0) return;
  throw new UserError(
    document.errors.map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { what: `no valid YAML: ${error.message}`, where: { file, line, column: col } };
    }),
  );
}

function trace(node: ParsedNode | null | undefined, spot: Spot, walk: Walk): Traced | undefined {
  if (++walk.count.nodes > MOST_NODES) {
    throw new UserError({
      what: `aliases make this file more than ${String(MOST_NODES)} values long`,
      where: { file: walk.file },
      fix: 'do not nest aliases in anchors over and over',
    });
  }
  const origin = originAt(spot, walk);
  if (node === null || node === undefined) return scalar(null, origin);
  if (isAlias(node)) return traceAlias(node, spot, walk);
  if (node.tag === '!reset' || node.tag === '!override') walk.resets.push({ path: spot.path, origin });
  if (node.tag === '!reset') return undefined;
  if (isScalar(node)) return scalar(scalarValue(node), origin);
  if (isSeq(node)) {
    const items = node.items.flatMap((item, index) => {
      const offset = (item as ParsedNode | null)?.range[0] ?? spot.offset;
      const at = { path: [...spot.path, index], at: [...spot.at, index], shared: spot.shared, offset };
      return trace(item, at, walk) ?? [];
    });
    return list(items, origin);
  }
  return map(traceEntries(node, spot, walk), origin);
}

function traceAlias(alias: Alias.Parsed, spot: Spot, walk: Walk): Traced | undefined {
  const target = alias.resolve(walk.document) as ParsedNode | undefined;
  if (target === undefined || walk.open.has(target)) {
    const { line, col } = walk.lines.linePos(alias.range[0]);
    throw new UserError({
      what:
        target === undefined ? `no anchor &${alias.source} stands before this alias` : `*${alias.source} holds itself`,
      where: { file: walk.file, line, column: col },
    });
  }
  return trace(target, { ...spot, shared: true }, { ...walk, open: new Set([...walk.open, target]) });
}

/** Own keys win over merged ones, an earlier source of a merge over a later one: https://yaml.org/type/merge.html */
function traceEntries(node: YAMLMap.Parsed, spot: Spot, walk: Walk): Map<string, Traced> {
  const own = new Map<string, Traced>();
  const merged = new Map<string, Traced>();
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : String(key);
    if (name === '<<' && isScalar(key) && key.type === Scalar.PLAIN) {
      for (const [from, entry] of traceMerge(value, spot, walk)) if (!merged.has(from)) merged.set(from, entry);
      continue;
    }
    const place = { path: [...spot.path, name], at: [...spot.at, name], shared: spot.shared, offset: key.range[0] };
    const entry = trace(value, place, walk);
    if (entry !== undefined) own.set(name, entry);
  }
  return new Map([...merged, ...own]);
}

function traceMerge(value: ParsedNode | null, spot: Spot, walk: Walk): Iterable<readonly [string, Traced]> {
  const sources = isSeq(value) ? value.items : [value];
  return sources.flatMap((source) => {
    const traced = trace(source, { ...spot, at: [...spot.at, '<<'], shared: true }, walk);
    return traced?.kind === 'map' ? [...traced.entries] : [];
  });
}

function originAt(spot: Spot, walk: Walk): Origin {
  const { line, col } = walk.lines.linePos(spot.offset);
  return { file: walk.file, line, column: col, document: walk.index, at: spot.at, shared: spot.shared };
}

/** Compose reads YAML 1.2, with the octal numbers of 1.1 besides: a mode 0444 is 292. */
function scalarValue(node: Scalar.Parsed): ScalarValue {
  if (node.type === Scalar.PLAIN && /^0[0-7]+$/.test(node.source)) return Number.parseInt(node.source, 8);
  const { value } = node;
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return node.source;
}
