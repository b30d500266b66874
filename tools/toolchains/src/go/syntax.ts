/** A statement of go.mod or go.work: a line, or a line of a block under the block's verb. */
export interface Statement {
  readonly verb: string;
  readonly args: readonly string[];
  readonly line: number;
  readonly column: number;
}

/** Where and why a text is not in the syntax of go.mod. */
export interface SyntaxProblem {
  readonly what: string;
  readonly line: number;
  readonly column: number;
}

/** The statements up to the first syntax error, as far as the go command itself would read. */
export interface Syntax {
  readonly statements: readonly Statement[];
  readonly problem?: SyntaxProblem;
}

type TokenKind = 'newline' | 'punctuation' | 'string' | 'word';
interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

// As the go command has it: a word is a run of printable characters that ends at a blank, a bracket or a comment, and a blank is a space,
// a tab or a carriage return. A byte order mark is none of these, so it is an error here as there.
const PATTERN =
  /(?<blank>[ \t\r]+|\/\/[^\n]*)|(?<newline>\n)|(?<block>\/\*)|(?<punctuation>[()[\]{},])|(?<string>"(?:\\[^]|[^"\\\n])*"|`[^`\n]*`)|(?<open>["`])|(?<word>(?:(?!\/\/|\/\*)[^\p{C}\p{Z}()[\]{},])+)/uy;

class SyntaxFailure extends Error {
  constructor(
    readonly what: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(what);
  }
}

/** Splits go.mod or go.work into statements. Never throws for bad text. */
export function parseStatements(text: string): Syntax {
  const statements: Statement[] = [];
  try {
    collectStatements(splitLines(text), statements);
    return { statements };
  } catch (error) {
    if (!(error instanceof SyntaxFailure)) throw error;
    return { statements, problem: { what: error.what, line: error.line, column: error.column } };
  }
}

function collectStatements(lines: Iterable<readonly Token[]>, statements: Statement[]): void {
  let block: Token | undefined;
  for (const tokens of lines) {
    const [first] = tokens;
    const last = tokens.at(-1);
    if (first === undefined || last === undefined) continue;
    if (block !== undefined) {
      if (first.text === ')' && first.kind === 'punctuation') {
        if (tokens.length > 1) throw failure('unexpected text after a closing parenthesis', tokens[1] ?? first);
        block = undefined;
      } else {
        statements.push(statement(block.text, tokens, first));
      }
    } else if (last.kind === 'punctuation' && last.text === '(') {
      if (tokens.length !== 2) throw failure(`unknown block type: ${wordsOf(tokens.slice(0, -1))}`, first);
      block = first;
    } else if (tokens.length > 1 && wordsOf(tokens.slice(-2)) === '( )') {
      if (tokens.length !== 3) throw failure(`unknown block type: ${wordsOf(tokens.slice(0, -2))}`, first);
    } else {
      statements.push(statement(first.text, tokens.slice(1), first));
    }
  }
  if (block !== undefined) throw failure(`the block "${block.text} (" has no closing parenthesis`, block);
}

function statement(verb: string, args: readonly Token[], at: Token): Statement {
  return { verb, args: args.map((token) => token.text), line: at.line, column: at.column };
}

function wordsOf(tokens: readonly Token[]): string {
  return tokens.map((token) => token.text).join(' ');
}

function failure(what: string, at: { readonly line: number; readonly column: number }): SyntaxFailure {
  return new SyntaxFailure(what, at.line, at.column);
}

function* splitLines(text: string): Generator<readonly Token[]> {
  let tokens: Token[] = [];
  for (const token of tokenize(text)) {
    if (token.kind !== 'newline') {
      tokens.push(token);
      continue;
    }
    yield tokens;
    tokens = [];
  }
  yield tokens;
}

function* tokenize(text: string): Generator<Token> {
  let position = 0;
  let line = 1;
  let lineStart = 0;
  while (position < text.length) {
    const place = { line, column: position - lineStart + 1 };
    PATTERN.lastIndex = position;
    const groups = PATTERN.exec(text)?.groups;
    if (groups === undefined) throw failure(`unexpected character ${JSON.stringify(text[position])}`, place);
    if (groups['block'] !== undefined) throw failure('comments must begin with //, not with /*', place);
    if (groups['open'] !== undefined) throw failure('a quoted string does not end on its line', place);
    position = PATTERN.lastIndex;
    if (groups['newline'] !== undefined) {
      yield { kind: 'newline', text: '\n', ...place };
      line += 1;
      lineStart = position;
    }
    for (const kind of ['punctuation', 'string', 'word'] as const) {
      const found = groups[kind];
      if (found !== undefined) yield { kind, text: found, ...place };
    }
  }
}
