import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding, PolicyReport } from './finding.js';
import type { Rule } from './rule.js';
import { environmentOf } from './severity.js';

/** Where the rules are explained, from the root of the workspace. */
const PAGE = 'docs/policy.md';

/**
 * A report in SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning. Waived findings are suppressed results.
 * @param version of the tool
 */
export function reportToSarif(report: PolicyReport, rules: readonly Rule[], version: string): object {
  const known = [...rules.map((rule) => describeRule(rule, report.environment)), waiverRule];
  const indexOf = new Map(known.map(({ id }, index) => [id, index]));
  const result = (finding: Finding, suppressions: readonly object[]): object => ({
    ruleId: finding.rule,
    ruleIndex: indexOf.get(finding.rule) ?? -1,
    level: finding.severity,
    message: { text: `${finding.what}. ${finding.fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: toLocation(finding.where.file),
          ...(finding.where.line === undefined
            ? {}
            : { region: { startLine: finding.where.line, startColumn: finding.where.column ?? 1 } }),
        },
        ...(finding.service === undefined
          ? {}
          : { logicalLocations: [{ name: finding.service, fullyQualifiedName: `services.${finding.service}` }] }),
      },
    ],
    // The same thing in the same file stays the same result when lines above it come and go.
    partialFingerprints: { 'slipwayFinding/v1': [finding.rule, finding.setting, finding.where.file].join(':') },
    suppressions,
  });
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'slipway', semanticVersion: version, rules: known } },
        automationDetails: { id: `slipway/check/${report.environment}` },
        originalUriBaseIds: { SRCROOT: { description: { text: 'the root of the workspace' } } },
        columnKind: 'utf16CodeUnits',
        results: [
          ...report.findings.map((finding) => result(finding, [])),
          ...report.waived.map(({ finding, reason, until }) =>
            result(finding, [{ kind: 'external', status: 'accepted', justification: `${reason} (until ${until})` }]),
          ),
        ],
      },
    ],
  };
}

function describeRule({ id, title, why, severity }: Rule, environment: string) {
  const level = severity[environmentOf(environment)];
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${title}. ${why}`, markdown: `${why}\n\nSee ${PAGE}, section \`${id}\`.` },
    defaultConfiguration: { enabled: level !== 'off', level: level === 'off' ? 'none' : level },
    properties: { tags: ['compose', 'security'] },
  };
}

const waiverRule = {
  id: 'waiver',
  shortDescription: { text: 'Waivers have a reason, an end, and something that needs them' },
  fullDescription: { text: 'A waiver that ended, that nothing needs or that is not complete is a finding itself.' },
  help: { text: 'See docs/policy.md.', markdown: `See ${PAGE}.` },
  defaultConfiguration: { enabled: true, level: 'error' },
  properties: { tags: ['compose', 'security'] },
};

function toLocation(path: string): object {
  return isAbsolute(path)
    ? { uri: pathToFileURL(path).href }
    : { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}
