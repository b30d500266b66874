import pc from 'picocolors';
import type { Finding, PolicyReport } from './finding.js';
import { isFailure } from './finding.js';
import { formatReport, reportToJson } from './report.js';

const colors = pc.createColors(false);

function finding(file: string, line: number, more: Partial<Finding> = {}): Finding {
  return {
    rule: 'restart-policy',
    severity: 'error',
    service: 'api',
    setting: 'services.api.restart',
    what: 'api: once it has crashed it stays down',
    where: { file, line, column: 3 },
    fix: 'write `restart: unless-stopped`',
    ...more,
  };
}

const report: PolicyReport = {
  environment: 'production',
  services: 3,
  rules: 40,
  findings: [
    finding('compose/api.yml', 2, { edit: { kind: 'set', service: 'api', key: 'restart', value: 'always' } }),
    finding('compose/api.yml', 12, { severity: 'warning', rule: 'init' }),
    finding('compose/web.yml', 3),
  ],
  waived: [{ finding: finding('compose/db.yml', 9), reason: 'being replaced', until: '2027-01-01' }],
};

test('is grouped by file, with what to do below each finding, and a sum', () => {
  expect(formatReport(report, colors)).toBe(`compose/api.yml
  2:3     error    api: once it has crashed it stays down  restart-policy
                   write \`restart: unless-stopped\` (--fix)
  12:3    warning  api: once it has crashed it stays down  init
                   write \`restart: unless-stopped\`

compose/web.yml
  3:3     error    api: once it has crashed it stays down  restart-policy
                   write \`restart: unless-stopped\`

waived
  compose/db.yml:9:3  restart-policy  until 2027-01-01: being replaced

2 errors, 1 warning; 1 can be mended with --fix (production: 3 services held against 40 rules)`);
});

test('says so when there is nothing', () => {
  const clean = { ...report, findings: [], waived: [] };
  expect(formatReport(clean, colors)).toBe('no finding (production: 3 services held against 40 rules)');
  expect(isFailure(clean, { strict: true })).toBe(false);
});

test('warnings fail only where that is asked for', () => {
  const warned = { ...report, findings: report.findings.filter(({ severity }) => severity === 'warning') };
  expect(isFailure(report, { strict: false })).toBe(true);
  expect(isFailure(warned, { strict: false })).toBe(false);
  expect(isFailure(warned, { strict: true })).toBe(true);
});

test('is data with a version for programs', () => {
  expect(reportToJson(report)).toMatchObject({
    version: 1,
    environment: 'production',
    errors: 2,
    warnings: 1,
    findings: [
      { rule: 'restart-policy', fixable: true, where: { file: 'compose/api.yml', line: 2, column: 3 } },
      { fixable: false },
      {},
    ],
    waived: [{ reason: 'being replaced', until: '2027-01-01' }],
  });
  expect(JSON.stringify(reportToJson(report))).not.toContain('"edit"');
});
