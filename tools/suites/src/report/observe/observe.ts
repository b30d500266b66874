import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { openSession } from '@slipway/images';
import { parseCoverage } from '../coverage.js';
import type { Observed } from '../observed.js';
import { readHistory } from './history.js';
import { readImageSizes } from './images.js';
import { listKnownProjects } from './projects.js';
import { readText } from './read-text.js';
import { readRecords } from './records.js';

/** Where the report is, and where other tools leave their part of it, relative to the workspace root. */
export const REPORT_FOLDER = '.slipway/report';

/** Reads everything that a report is made of; starts nothing and asks no engine. */
export function observeWorkspace(context: ExecutorContext, now: Date): Observed {
  const { root, projectGraph } = context;
  const { records, unreadable } = readRecords(root);
  const sizes = readImageSizes(root, projectGraph);
  const coverage = readCoverage(root);
  return {
    now,
    workspace: openSession(context).workspaceName,
    projects: listKnownProjects(projectGraph),
    records,
    unreadable: [...unreadable, ...sizes.unreadable, ...coverage.unreadable],
    history: readHistory(
      root,
      records.map(({ record }) => record),
    ),
    images: sizes.images,
    ...(coverage.files === undefined ? {} : { coverage: coverage.files }),
    pages: { ...pageOf(root, 'coverage'), ...pageOf(root, 'bdd') },
  };
}

function readCoverage(root: string): Pick<Observed, 'unreadable'> & { readonly files?: Observed['coverage'] } {
  const path = `${REPORT_FOLDER}/coverage/summary.json`;
  const read = readText(join(root, path));
  if (read.kind === 'missing') return { unreadable: [] };
  if (read.kind === 'unreadable') return { unreadable: [{ path, problem: read.problem }] };
  const parsed = parseCoverage(read.text, root);
  return parsed.kind === 'files'
    ? { files: parsed.files, unreadable: [] }
    : { unreadable: [{ path, problem: parsed.problem }] };
}

function pageOf(root: string, kind: 'coverage' | 'bdd'): Observed['pages'] {
  const page = `${kind}/index.html`;
  return existsSync(join(root, REPORT_FOLDER, page)) ? { [kind]: page } : {};
}
