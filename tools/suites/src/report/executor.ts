import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { describeError, writeAtomically } from '@slipway/kit';
import { readAssets } from './html/assets.js';
import { renderHtml } from './html/page.js';
import { renderMarkdown } from './markdown.js';
import type { Report } from './model.js';
import { remember } from './observe/history.js';
import { readRecords } from './observe/records.js';
import { observeWorkspace, REPORT_FOLDER } from './observe/observe.js';
import { summarise } from './summarise.js';
import { renderTerminal } from './terminal.js';

/** Options of `@slipway/suites:report` (see schema.json, which describes each). */
export interface ReportOptions {
  readonly failOn?: 'failures' | 'never';
  readonly json?: boolean;
}

/** Makes one report of what the last run of every suite left. */
export default async function reportExecutor(
  options: ReportOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    await refreshLinkedPages(context);
    const observed = observeWorkspace(context, new Date());
    const report = summarise(observed);
    const page = write(report, join(context.root, REPORT_FOLDER));
    remember(
      context.root,
      observed.records.map(({ record }) => record),
    );
    tell(report, page, options);
    return { success: options.failOn === 'never' || report.verdict !== 'failed' };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

/** The pages of coverage and features, which this one sums up and links to. */
async function refreshLinkedPages(context: ExecutorContext): Promise<void> {
  const { records } = readRecords(context.root);
  if (records.some(({ record }) => record.coverage !== undefined)) {
    const { mergeCoverage } = await import('../coverage/executor.js');
    await mergeCoverage({}, context);
  }
  if (records.some(({ record }) => record.messages !== undefined)) {
    const { mergeFeatures } = await import('../bdd/executor.js');
    await mergeFeatures(context);
  }
}

/** Writes the three files. @returns where the page is */
function write(report: Report, folder: string): string {
  const page = join(folder, 'index.html');
  writeAtomically(join(folder, 'report.json'), `${JSON.stringify(report)}\n`);
  writeAtomically(join(folder, 'summary.md'), renderMarkdown(report));
  writeAtomically(page, renderHtml(report, readAssets()));
  return page;
}

function tell(report: Report, page: string, { json }: ReportOptions): void {
  const text = renderTerminal(report, page);
  if (json !== true) {
    console.log(text);
    return;
  }
  console.error(text);
  const { verdict, totals } = report;
  const files = {
    page: `${REPORT_FOLDER}/index.html`,
    report: `${REPORT_FOLDER}/report.json`,
    summary: `${REPORT_FOLDER}/summary.md`,
  };
  console.log(JSON.stringify({ verdict, ...files, totals }, null, 2));
}
