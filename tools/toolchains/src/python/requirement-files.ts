import { joinPath, leavesWorkspace, type Problem } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import type { Need } from './manifest.js';
import type { Packages } from './packages.js';
import type { Entry } from './requirements-file.js';

const REQUIREMENTS = /^(?:requirements([-._].*)?|.+[-._]requirements)\.(?:txt|in)$/;
const DEVELOPMENT = /(?:^|[-._])(?:dev|develop|development|tests?|testing|lint|docs?|ci|typing|bench|tools?)(?=[-._])/;

/** The requirements files that a project holds, with what they are needed for. */
export function requirementFiles(
  root: string,
  reader: Reader,
): readonly { readonly file: string; readonly need: Need }[] {
  const beside = reader.list(root).filter((name) => REQUIREMENTS.test(name));
  const below = reader.list(joinPath(root, 'requirements')).filter((name) => name.endsWith('.txt'));
  return [...beside, ...below.map((name) => `requirements/${name}`)]
    .filter((name) => name.endsWith('.txt'))
    .map((name) => ({ file: joinPath(root, name), need: needOf(name) }));
}

function needOf(name: string): Need {
  return DEVELOPMENT.test(name.replace(/^requirements\//, '')) ? 'development' : 'production';
}

/** All that a requirements file asks for, with what it includes. */
export interface Requirements {
  readonly entries: readonly Entry[];
  /** The files read, constraints too, the first of them the file itself. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads a requirements file and those that it includes, in the order in which pip would. */
export function readRequirements(start: string, packages: Packages): Requirements {
  const entries: Entry[] = [];
  const files = new Set<string>();
  const problems: Problem[] = [];
  const visit = (file: string): void => {
    if (files.has(file)) return;
    const parsed = packages.requirements(file);
    if (parsed === undefined) return;
    files.add(file);
    problems.push(...parsed.problems);
    for (const entry of parsed.entries) {
      if (entry.kind !== 'include' && entry.kind !== 'constraint') {
        entries.push(entry);
        continue;
      }
      if (/^[a-z]+:\/\//i.test(entry.path)) continue;
      const target = joinPath(file, '..', entry.path);
      const broken = missing(target, entry, packages.reader);
      if (broken !== undefined) problems.push(broken);
      else if (entry.kind === 'include') visit(target);
      else files.add(target);
    }
  };
  visit(start);
  return { entries, files: [...files], problems };
}

function missing(
  target: string,
  { where, path }: Entry & { readonly path: string },
  reader: Reader,
): Problem | undefined {
  if (path.startsWith('/') || leavesWorkspace(target)) {
    return { what: `"${path}" is outside of the workspace`, where, fix: 'move that file into the workspace' };
  }
  if (reader.isFile(target)) return undefined;
  return { what: `there is no ${target}`, where, fix: 'write it, or remove this line' };
}
