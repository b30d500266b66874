import pc from 'picocolors';
import { formatPlace } from '@slipway/kit';
import type { Finding, PolicyReport } from './finding.js';

/** Colours of a report; the plain ones are for files and tests. */
export type Colors = Pick<ReturnType<typeof pc.createColors>, 'bold' | 'dim' | 'red' | 'yellow' | 'green'>;

/** A report for a reader: files in order, a line for each finding with what to do below, and a sum. */
export function formatReport(report: PolicyReport, colors: Colors = pc): string {
  const blocks = [...groupByFile(report.findings)].map(([file, findings]) =>
    [colors.bold(file), ...findings.map((finding) => formatFinding(finding, colors))].join('\n'),
  );
  return [...blocks, ...formatWaived(report, colors), formatSum(report, colors)].join('\n\n');
}

function groupByFile(findings: readonly Finding[]): Map<string, Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { file } = finding.where;
    files.set(file, [...(files.get(file) ?? []), finding]);
  }
  return files;
}

function formatFinding({ severity, rule, what, where, fix, edit }: Finding, colors: Colors): string {
  const place = formatPlace(where)
    .slice(where.file.length + 1)
    .padEnd(7);
  const weight = severity === 'error' ? colors.red('error  ') : colors.yellow('warning');
  const hint = edit === undefined ? '' : colors.dim(' (--fix)');
  return `  ${place} ${weight}  ${what}  ${colors.dim(rule)}\n${' '.repeat(19)}${fix}${hint}`;
}

function formatWaived({ waived }: PolicyReport, colors: Colors): readonly string[] {
  if (waived.length === 0) return [];
  const lines = waived.map(
    ({ finding, reason, until }) => `  ${formatPlace(finding.where)}  ${finding.rule}  until ${until}: ${reason}`,
  );
  return [[colors.bold('waived'), ...lines].join('\n')];
}

function formatSum({ findings, environment, services, rules }: PolicyReport, colors: Colors): string {
  const about = `${environment}: ${String(services)} services held against ${String(rules)} rules`;
  if (findings.length === 0) return `${colors.green('no finding')} (${about})`;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const fixable = findings.filter(({ edit }) => edit !== undefined).length;
  const counts = `${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`;
  const mend = fixable === 0 ? '' : `; ${String(fixable)} can be mended with --fix`;
  return `${counts}${mend} (${about})`;
}

function count(number: number, what: string): string {
  return `${String(number)} ${what}${number === 1 ? '' : 's'}`;
}

/** A report for a program. The form has a version. */
export function reportToJson(report: PolicyReport): object {
  const errors = report.findings.filter(({ severity }) => severity === 'error').length;
  return {
    version: 1,
    environment: report.environment,
    services: report.services,
    rules: report.rules,
    errors,
    warnings: report.findings.length - errors,
    findings: report.findings.map(withoutEdit),
    waived: report.waived.map(({ finding, reason, until }) => ({ ...withoutEdit(finding), reason, until })),
  };
}

function withoutEdit({ edit, ...finding }: Finding): object {
  return { ...finding, fixable: edit !== undefined };
}
