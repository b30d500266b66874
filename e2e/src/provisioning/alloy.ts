/**
 * The components that may be used, with the blocks that each may hold and the attributes that it must have.
 * https://grafana.com/docs/alloy/latest/reference/components/
 */
const COMPONENTS: Readonly<Record<string, { readonly blocks: readonly string[]; readonly needs: readonly string[] }>> =
  {
    'local.file_match': { blocks: [], needs: ['path_targets'] },
    'loki.source.file': { blocks: ['file_match', 'decompression'], needs: ['targets', 'forward_to'] },
    'loki.process': {
      blocks: ['stage.docker', 'stage.json', 'stage.labels', 'stage.label_drop', 'stage.drop', 'stage.regex'],
      needs: ['forward_to'],
    },
    'loki.write': { blocks: ['endpoint', 'endpoint.basic_auth'], needs: [] },
  };

/** Blocks for the whole of Alloy, without a label. https://grafana.com/docs/alloy/latest/reference/config-blocks/ */
const CONFIGURATION = ['logging', 'tracing', 'http'];

interface Block {
  readonly name: string;
  readonly label: string;
  readonly attributes: readonly string[];
  readonly blocks: readonly Block[];
}

/** What is wrong with a configuration of Alloy, which is written in a language of its own. */
export function alloyProblems(text: string, listens: (service: string, port: number) => boolean): readonly string[] {
  const tokens = tokenize(text);
  const { blocks } = readBody(tokens, 0, undefined);
  const ids = new Set(blocks.map(({ name, label }) => `${name}.${label}`));
  const plain = tokens.filter((token) => !token.startsWith('"'));
  const references = plain.filter((token) => Object.keys(COMPONENTS).some((name) => token.startsWith(`${name}.`)));
  const urls = tokens.filter((token) => token.startsWith('"http')).map((token) => new URL(token.slice(1, -1)));
  return [
    ...blocks.flatMap(componentProblems),
    ...references
      .filter((reference) => !ids.has(reference.split('.').slice(0, -1).join('.')))
      .map((reference) => `${reference} is of a component that is not there`),
    ...urls
      .filter(({ hostname, port }) => !listens(hostname, Number(port)))
      .map(({ host }) => `no service listens at ${host}`),
  ];
}

function componentProblems({ name, label, attributes, blocks }: Block): readonly string[] {
  if (CONFIGURATION.includes(name)) return label === '' ? [] : [`${name} takes no label`];
  const component = COMPONENTS[name];
  if (component === undefined) return [`${name} is no component that is known`];
  return [
    ...(label === '' ? [`${name} has no label`] : []),
    ...component.needs.filter((need) => !attributes.includes(need)).map((need) => `${name}.${label} has no ${need}`),
    ...blocks
      .filter((block) => !component.blocks.includes(block.name))
      .map((block) => `${name}.${label} takes no ${block.name}`),
  ];
}

/** Names with their dots, strings, numbers and signs; a line's end counts, since it ends an attribute. */
function tokenize(text: string): readonly string[] {
  const pattern = /\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|[A-Za-z_][\w.]*|\d+|[{}[\]=,()]|\s+|(.)/g;
  return [...text.matchAll(pattern)].flatMap(([token, unknown]) => {
    if (unknown !== undefined) throw new Error(`${unknown} is nothing that Alloy reads`);
    return /^(?:\s|\/\/)/.test(token) ? [] : [token];
  });
}

/** Reads attributes and blocks up to the brace that closes a block, or to the end. */
function readBody(
  tokens: readonly string[],
  start: number,
  block: string | undefined,
): { readonly attributes: readonly string[]; readonly blocks: readonly Block[]; readonly end: number } {
  const attributes: string[] = [];
  const blocks: Block[] = [];
  let at = start;
  for (;;) {
    const name = tokens[at];
    if (name === undefined || name === '}') {
      if ((name === undefined) !== (block === undefined))
        throw new Error(`${block ?? 'the file'} is not closed rightly`);
      return { attributes, blocks, end: at + 1 };
    }
    if (tokens[at + 1] === '=') {
      attributes.push(name);
      at = endOfValue(tokens, at + 2);
      continue;
    }
    const label = tokens[at + 1]?.startsWith('"') === true ? (tokens[at + 1] ?? '').slice(1, -1) : '';
    const brace = at + (label === '' ? 1 : 2);
    if (tokens[brace] !== '{') throw new Error(`${name} is neither an attribute nor a block`);
    const body = readBody(tokens, brace + 1, name);
    blocks.push({ name, label, attributes: body.attributes, blocks: body.blocks });
    at = body.end;
  }
}

/** Where the value that starts here has ended: after one word, or after the bracket that closes it. */
function endOfValue(tokens: readonly string[], start: number): number {
  const open: string[] = [];
  for (let at = start; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    if ('{[('.includes(token)) open.push(token);
    else if ('}])'.includes(token) && open.pop() === undefined) throw new Error(`${token} closes nothing`);
    if (open.length === 0 && tokens[at + 1] !== '(') return at + 1;
  }
  throw new Error('a value is not closed');
}
