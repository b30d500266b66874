import type { PolicyReport } from './finding.js';
import { allRules } from './rules/index.js';
import { reportToSarif } from './sarif.js';

const report: PolicyReport = {
  environment: 'production',
  services: 2,
  rules: 40,
  findings: [
    {
      rule: 'read-only-root',
      severity: 'error',
      service: 'api',
      setting: 'services.api.read_only',
      what: 'api: the root file system can be written',
      where: { file: 'compose/my services/api.yml', line: 3, column: 5 },
      fix: 'write `read_only: true`',
    },
    {
      rule: 'waiver',
      severity: 'warning',
      setting: '',
      what: 'nothing needs the waiver of init',
      where: { file: '/elsewhere/policy.yml' },
      fix: 'take it out',
    },
  ],
  waived: [
    {
      finding: {
        rule: 'memory-limit',
        severity: 'error',
        service: 'api',
        setting: 'services.api.deploy',
        what: 'api: x',
        where: { file: 'a.yml', line: 1, column: 1 },
        fix: 'y',
      },
      reason: 'not yet measured',
      until: '2027-01-01',
    },
  ],
};

interface Sarif {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly SarifRule[] } };
    readonly originalUriBaseIds: Readonly<Record<string, object>>;
    readonly columnKind: string;
    readonly results: readonly SarifResult[];
  }[];
}

interface SarifRule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string };
  readonly defaultConfiguration: { readonly enabled: boolean; readonly level: string };
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
      readonly region?: { readonly startLine: number; readonly startColumn: number };
    };
    readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions: readonly { readonly kind: string; readonly status: string; readonly justification: string }[];
}

const log = reportToSarif(report, allRules, '0.1.0') as Sarif;
const [run] = log.runs;
const results = run?.results ?? [];
const rules = run?.tool.driver.rules ?? [];

test('has what the schema of 2.1.0 demands of a log and a run', () => {
  // https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
  expect(Object.keys(log).toSorted()).toEqual(['$schema', 'runs', 'version']);
  expect(log.version).toBe('2.1.0');
  expect(log.$schema).toContain('sarif-schema-2.1.0.json');
  expect(run?.tool.driver.name).toBe('slipway');
  expect(['utf16CodeUnits', 'unicodeCodePoints']).toContain(run?.columnKind);
  expect(JSON.parse(JSON.stringify(log))).toEqual(log);
});

test('every rule is described once, with a level of the schema', () => {
  expect(rules.map(({ id }) => id)).toEqual([...allRules.map(({ id }) => id), 'waiver']);
  for (const rule of rules) {
    expect(rule.shortDescription.text).not.toBe('');
    expect(rule.fullDescription.text).not.toBe('');
    expect(rule.help.text).not.toBe('');
    expect(['none', 'note', 'warning', 'error']).toContain(rule.defaultConfiguration.level);
  }
});

test('every result names its rule, a level, a message and a place that a viewer finds', () => {
  expect(results).toHaveLength(3);
  for (const result of results) {
    expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
    expect(['none', 'note', 'warning', 'error']).toContain(result.level);
    expect(result.message.text).not.toBe('');
    expect(Object.values(result.partialFingerprints).every((print) => print !== '')).toBe(true);
    for (const { physicalLocation } of result.locations) {
      const { artifactLocation, region } = physicalLocation;
      expect(() => new URL(artifactLocation.uri, 'file:///workspace/')).not.toThrow();
      if (artifactLocation.uriBaseId !== undefined) expect(run?.originalUriBaseIds).toHaveProperty('SRCROOT');
      if (region !== undefined) expect(Math.min(region.startLine, region.startColumn)).toBeGreaterThanOrEqual(1);
    }
  }
});

test('paths are URIs: relative to the root inside the workspace, absolute outside', () => {
  const locations = results.map(({ locations: [location] }) => location?.physicalLocation.artifactLocation);
  expect(locations[0]).toEqual({ uri: 'compose/my%20services/api.yml', uriBaseId: 'SRCROOT' });
  expect(locations[1]).toEqual({ uri: 'file:///elsewhere/policy.yml' });
});

test('waived findings are suppressed, with the reason', () => {
  expect(results.map(({ suppressions }) => suppressions.length)).toEqual([0, 0, 1]);
  expect(results[2]?.suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'not yet measured (until 2027-01-01)' },
  ]);
});
