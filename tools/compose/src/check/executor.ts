import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { readIfPresent, writeAtomically } from '@slipway/kit';
import { openOutput, type Output } from '../output.js';
import {
  allRules,
  formatReport,
  isFailure,
  mend,
  reportToJson,
  reportToSarif,
  type PolicyReport,
} from '../policy/index.js';
import { runOnStack, type Ended } from '../run-executor.js';
import type { StackOptions, StackSession } from '../session.js';
import { loadStack } from './load-stack.js';
import { holdAgainstPolicy, policyStack } from './policy.js';

/** Options of `check` (see schema.json, which describes each). */
export interface CheckOptions extends StackOptions {
  readonly fix?: boolean;
  readonly sarif?: string;
  readonly json?: boolean;
  readonly strict?: boolean;
}

/** Holds the merged stack against the policy of its environment. Exit codes: 0 fine, 1 findings, 2 the files are broken. */
export default async function checkExecutor(options: CheckOptions, context: ExecutorContext): Promise<Ended> {
  const output = openOutput({ json: options.json === true });
  return await runOnStack('check', options, context, async (session) => {
    const report = await (options.fix === true ? mendAndCheck(session, context, output) : check(session, context));
    output.say(formatReport(report));
    output.json(reportToJson(report));
    if (options.sarif !== undefined) writeSarif(report, options.sarif, session);
    return isFailure(report, { strict: options.strict === true }) ? 1 : 0;
  });
}

async function check(session: StackSession, context: ExecutorContext): Promise<PolicyReport> {
  return await holdAgainstPolicy({ session, context, ...(await loadStack(session)) });
}

async function mendAndCheck(session: StackSession, context: ExecutorContext, output: Output): Promise<PolicyReport> {
  const question = { session, context, ...(await loadStack(session)) };
  const report = await holdAgainstPolicy(question);
  const pathOf = (file: string): string => (isAbsolute(file) ? file : join(session.workspaceRoot, file));
  const { files, mended } = mend(report.findings, policyStack(question), (file) => readIfPresent(pathOf(file)));
  if (files.size === 0) return report;
  for (const [file, text] of files) writeAtomically(pathOf(file), text);
  output.say(`mended ${String(mended.length)} in ${[...files.keys()].join(', ')}\n`);
  return await check(session, context);
}

function writeSarif(report: PolicyReport, file: string, { workspaceRoot }: StackSession): void {
  const path = isAbsolute(file) ? file : join(workspaceRoot, file);
  writeAtomically(path, `${JSON.stringify(reportToSarif(report, allRules, ownVersion()), null, 2)}\n`);
}

function ownVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
