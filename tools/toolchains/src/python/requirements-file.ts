import { joinPath, leavesWorkspace, type Problem } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import { localTarget, parseRequirement } from './requirement.js';

/** An entry of a requirements file that installs something. */
export interface RequirementLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** The normalised name; absent for a folder or a bare URL. */
  readonly name?: string;
  /** The local folder or archive, as written. */
  readonly path?: string;
  /** Pinned to one version or one file, and to its hash. */
  readonly isLocked: boolean;
}

/** A requirements file with all that it includes. */
export interface RequirementsFile {
  readonly lines: readonly RequirementLine[];
  /** The file itself, and those that it includes or takes constraints from. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads a requirements file as pip does, `-r` and `-c` followed; `undefined` where there is none. */
export function readRequirements(file: string, reader: Reader): RequirementsFile | undefined {
  if (!reader.isFile(file)) return undefined;
  const lines: RequirementLine[] = [];
  const files: string[] = [];
  const problems: Problem[] = [];
  const visit = (current: string, purpose: 'requirements' | 'constraints'): void => {
    if (files.includes(current)) return;
    files.push(current);
    for (const { text, line } of logicalLines(reader.read(current) ?? '')) {
      const option = /^(?<flag>-r|--requirement|-c|--constraint)(?:\s+|=|(?<=^-[rc]))(?<path>\S+)/.exec(text)?.groups;
      if (option === undefined) {
        if (purpose === 'requirements') lines.push(...parseLine(text, current, line));
        continue;
      }
      const included = joinPath(current, '..', option['path'] ?? '');
      const isConstraint = option['flag']?.startsWith('-c') === true || option['flag'] === '--constraint';
      if (leavesWorkspace(included) || !reader.isFile(included)) {
        const why = leavesWorkspace(included) ? 'is outside of the workspace' : 'does not exist';
        problems.push({ what: `it includes ${included}, which ${why}`, where: { file: current, line } });
      } else {
        visit(included, isConstraint ? 'constraints' : purpose);
      }
    }
  };
  visit(file, 'requirements');
  return { lines, files, problems };
}

/** Lines with a backslash at their end joined to the next one, and comments taken away. */
function logicalLines(text: string): readonly { readonly text: string; readonly line: number }[] {
  const result: { text: string; line: number }[] = [];
  let open: { text: string; line: number } | undefined;
  for (const [index, raw] of text.replace(/^\uFEFF/, '').split(/\r?\n/).entries()) {
    const content = raw.replace(/(^|\s)#.*$/, '');
    open = { text: (open?.text ?? '') + content.replace(/\\$/, ' '), line: open?.line ?? index + 1 };
    if (content.endsWith('\\')) continue;
    result.push({ text: open.text.trim(), line: open.line });
    open = undefined;
  }
  if (open !== undefined) result.push({ text: open.text.trim(), line: open.line });
  return result.filter((entry) => entry.text !== '');
}

function parseLine(text: string, file: string, line: number): readonly RequirementLine[] {
  const editable = /^(?:-e|--editable)(?:\s+|=|(?<=^-e))(?<target>\S+)/.exec(text)?.groups?.['target'];
  if (editable === undefined && text.startsWith('-')) return [];
  const subject = (editable ?? text.replace(/\s--?[a-z].*$/, '')).trim();
  const requirement = parseRequirement(subject);
  const path = localPath(requirement?.url ?? subject);
  const isPinned = requirement?.url !== undefined || /^===?[^*]+$/.test(requirement?.specifier ?? '') || requirement === undefined;
  return [
    {
      file,
      line,
      text: subject,
      ...(requirement === undefined ? {} : { name: requirement.name }),
      ...(path === undefined ? {} : { path }),
      isLocked: isPinned && /\s--hash[= ]/.test(text),
    },
  ];
}

/** A folder or archive of this machine: `./lib`, `../lib[extra]`, `file:../lib`, `libs/lib`. */
function localPath(target: string): string | undefined {
  const bare = target.replace(/\s*;.*$/, '').replace(/\[[^\]]*\]$/, '');
  const local = localTarget(bare);
  if (local !== undefined) return local.kind === 'relative' ? local.path : undefined;
  return /^[^:@=<>~!]+\/[^:@=<>~!]*$|^\.{1,2}$/.test(bare) ? bare : undefined;
}
