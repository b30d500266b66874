import { DockerfileParser, type Dockerfile, type Instruction } from 'dockerfile-ast';
import { byCodeUnit } from '@slipway/kit';
import { tiers, type Tier } from './tiers.js';

/** A COPY or ADD out of one of the named contexts. */
export interface TierCopy {
  readonly tier: Tier;
  readonly source: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What a build plan must know of a Dockerfile. */
export interface DockerfileFacts {
  readonly stages: readonly { readonly name: string; readonly line: number }[];
  /** Images from outside that it names in FROM, COPY --from and RUN --mount, `scratch` and the named contexts left out; sorted. */
  readonly bases: readonly string[];
  /** True where it asks for a named context: then it is built from the pruned workspace, else from a folder as it stands. */
  readonly usesTiers: boolean;
  readonly tierCopies: readonly TierCopy[];
  /** Ids of the secrets that its steps mount. */
  readonly secretIds: readonly string[];
  /** `# syntax=` as written; such a frontend is an image from outside too. */
  readonly syntax?: string;
}

/** Reads a Dockerfile. Build arguments given here take part where FROM is written with `$NAME`. */
export function readDockerfile(text: string, buildArgs: Readonly<Record<string, string>>): DockerfileFacts {
  const file = DockerfileParser.parse(text);
  const args = { ...globalArguments(file), ...buildArgs };
  const stages = file.getFROMs().flatMap((from) => {
    const name = from.getBuildStage();
    return name === null ? [] : [{ name, line: from.getRange().start.line + 1 }];
  });
  const stageNames = new Set(stages.map(({ name }) => name.toLowerCase()));
  const sources = file.getInstructions().flatMap((instruction) => imagesNamed(instruction, args));
  const bases = sources.filter(
    (name) => name !== 'scratch' && !stageNames.has(name.toLowerCase()) && !isTier(name) && !/^\d+$/.test(name),
  );
  const syntax = /^#\s*syntax\s*=\s*(\S+)/i.exec(text)?.[1];
  return {
    stages,
    bases: [...new Set(bases)].sort(byCodeUnit),
    usesTiers: sources.some(isTier),
    tierCopies: file.getInstructions().flatMap(copiesOf),
    secretIds: [...new Set(file.getInstructions().flatMap(secretsMounted))].sort(byCodeUnit),
    ...(syntax === undefined ? {} : { syntax }),
  };
}

function globalArguments(file: Dockerfile): Record<string, string> {
  const found: Record<string, string> = {};
  for (const argument of file.getInitialARGs()) {
    const property = argument.getProperty();
    if (property !== null) found[property.getName()] = property.getValue() ?? '';
  }
  return found;
}

/** Names of images or stages that an instruction takes files from. */
function imagesNamed(instruction: Instruction, args: Readonly<Record<string, string>>): string[] {
  const text = argumentsOf(instruction);
  switch (instruction.getKeyword()) {
    case 'FROM': {
      const name = text.split(/\s+/).find((word) => word !== '' && !word.startsWith('--'));
      return name === undefined ? [] : [substitute(name, args)];
    }
    case 'COPY':
    case 'ADD':
    case 'RUN':
      return [...text.matchAll(/(?:--from=|[\s,]from=)([^\s,]+)/g)].map((match) => substitute(match[1] ?? '', args));
    default:
      return [];
  }
}

function copiesOf(instruction: Instruction): TierCopy[] {
  const keyword = instruction.getKeyword();
  if (keyword !== 'COPY' && keyword !== 'ADD') return [];
  const words = argumentsOf(instruction)
    .split(/\s+/)
    .filter((word) => word !== '');
  const tier = words.map((word) => /^--from=(.+)$/.exec(word)?.[1]).find((name) => name !== undefined);
  if (tier === undefined || !isTier(tier)) return [];
  const paths = words.filter((word) => !word.startsWith('--')).slice(0, -1);
  const line = instruction.getRange().start.line + 1;
  return paths.map((source) => ({ tier, source, line }));
}

function secretsMounted(instruction: Instruction): string[] {
  const mounts = argumentsOf(instruction).match(/--mount=type=secret\S*/g) ?? [];
  return mounts.flatMap((mount) => /[,=]id=([^,]+)/.exec(mount)?.[1] ?? []);
}

function argumentsOf(instruction: Instruction): string {
  return instruction
    .getTextContent()
    .replace(/^\s*\w+\s+/, '')
    .replaceAll(/\\\r?\n/g, ' ');
}

function isTier(name: string): name is Tier {
  return (tiers as readonly string[]).includes(name);
}

/** `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}`, as FROM takes them. */
function substitute(text: string, args: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)(?::([-+])([^}]*))?\}|\$(\w+)/g, (_all, braced, operator, operand, plain) => {
    const value = args[String(braced ?? plain)] ?? '';
    if (operator === '-') return value === '' ? String(operand) : value;
    if (operator === '+') return value === '' ? '' : String(operand);
    return value;
  });
}
