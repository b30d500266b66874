import type { Place } from '@slipway/kit';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type ParsedNode } from 'yaml';
import { didYouMean } from '../closest.js';
import type { Finding, WaivedFinding } from './finding.js';
import { environments as known } from './severity.js';

const ENVIRONMENTS: readonly string[] = known;

/** Where a stack says which findings it lives with. */
export const POLICY_FILE = 'compose/policy.yml';

/** What `compose/policy.yml` says of one rule. */
export interface Waiver {
  readonly rule: string;
  /** Without it: any service. */
  readonly service?: string;
  /** Without them: any environment. */
  readonly environments?: readonly string[];
  readonly reason: string;
  /** The last day that it counts, `2027-03-31`. */
  readonly until: string;
  readonly where: Place;
}

/** The waivers of a stack, and what is wrong with the file. */
export interface Waivers {
  readonly waivers: readonly Waiver[];
  readonly problems: readonly Finding[];
}

const KEYS = ['rule', 'service', 'environments', 'reason', 'until'];

/**
 * Reads `compose/policy.yml`:
 * `waivers: [{rule: read-only-root, service: admin, environments: [production], reason: …, until: 2027-03-31}]`.
 * What is wrong with it is a finding, not an exception: the rest of the check has its worth.
 */
export function parseWaivers(text: string, file: string, ruleIds: readonly string[]): Waivers {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  if (document.errors.length > 0) {
    return {
      waivers: [],
      problems: document.errors.map((error) => problem(placeAt(error.pos[0]), `no valid YAML: ${error.message}`)),
    };
  }
  const list = isMap(document.contents)
    ? (document.contents.get('waivers', true) as ParsedNode | undefined)
    : undefined;
  if (document.contents === null || (isMap(document.contents) && list === undefined))
    return { waivers: [], problems: [] };
  if (!isSeq(list)) {
    return { waivers: [], problems: [problem(placeAt(0), 'the file has to have a list `waivers`')] };
  }
  const read = list.items.map((item) => {
    const node = item as ParsedNode | null;
    return readWaiver(node, placeAt(node?.range[0] ?? 0), ruleIds);
  });
  return {
    waivers: read.flatMap((result) => ('waiver' in result ? [result.waiver] : [])),
    problems: read.flatMap((result) => ('problems' in result ? result.problems : [])),
  };
}

function readWaiver(
  node: ParsedNode | null,
  where: Place,
  ruleIds: readonly string[],
): { readonly waiver: Waiver } | { readonly problems: readonly Finding[] } {
  if (!isMap(node)) return { problems: [problem(where, 'a waiver is a mapping with rule, service, reason and until')] };
  const text = (key: string): string | undefined => {
    const value = node.get(key, true);
    return isScalar(value) && value.value !== null ? String(value.source ?? value.value).trim() : undefined;
  };
  const rule = text('rule') ?? '';
  const reason = text('reason') ?? '';
  const until = text('until') ?? '';
  const service = text('service');
  const environments = namesIn(node.get('environments'));
  const strange = environments?.filter((name) => !ENVIRONMENTS.includes(name)) ?? [];
  const unknown = node.items.map(({ key }) => String(key)).filter((key) => !KEYS.includes(key));
  const problems = [
    ...unknown.map((key) => problem(where, `a waiver has no "${key}"`, didYouMean(key, KEYS))),
    ...(ruleIds.includes(rule) ? [] : [problem(where, `there is no rule "${rule}"`, didYouMean(rule, ruleIds))]),
    ...(reason === '' ? [problem(where, 'a waiver needs a reason', 'write `reason:` with why the risk is taken')] : []),
    ...strange.map((name) => problem(where, `there is no environment "${name}"`, didYouMean(name, ENVIRONMENTS))),
    ...(isDay(until) ? [] : [problem(where, 'a waiver needs a last day', 'write `until: 2027-03-31`')]),
  ];
  if (problems.length > 0) return { problems };
  return {
    waiver: {
      rule,
      reason,
      until,
      where,
      ...(service === undefined ? {} : { service }),
      ...(environments === undefined ? {} : { environments }),
    },
  };
}

/** One name or a list of them; none where nothing is written. */
function namesIn(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return isSeq(value) ? value.items.map(String) : [typeof value === 'string' ? value : JSON.stringify(value)];
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function problem(
  where: Place,
  what: string,
  fix = `see the head of docs/policy.md for the form of ${POLICY_FILE}`,
): Finding {
  return { rule: 'waiver', severity: 'error', setting: '', what, where, fix };
}

/** On which day, and where, waivers are held against findings. */
export interface WaiverScope {
  readonly environment: string;
  /** `2027-03-31` */
  readonly today: string;
  /** False for a rule that this environment does not ask for: a waiver of it is not idle, only not needed here. */
  readonly isAsked: (rule: string) => boolean;
}

/** Takes out of the findings what is waived. Waivers that ended or that nothing needs are findings themselves. */
export function applyWaivers(
  found: readonly Finding[],
  waivers: readonly Waiver[],
  scope: WaiverScope,
): { readonly findings: readonly Finding[]; readonly waived: readonly WaivedFinding[] } {
  const here = waivers.filter(({ environments }) => environments?.includes(scope.environment) ?? true);
  const valid = here.filter(({ until }) => until >= scope.today);
  const waiverOf = (finding: Finding): Waiver | undefined =>
    valid.find(({ rule, service }) => rule === finding.rule && (service === undefined || service === finding.service));
  const used = new Set(found.map(waiverOf));
  return {
    findings: [
      ...found.filter((finding) => waiverOf(finding) === undefined),
      ...here.filter(({ until }) => until < scope.today).map(ended),
      ...valid.filter((waiver) => !used.has(waiver) && scope.isAsked(waiver.rule)).map(idle),
    ],
    waived: found.flatMap((finding) => {
      const waiver = waiverOf(finding);
      return waiver === undefined ? [] : [{ finding, reason: waiver.reason, until: waiver.until }];
    }),
  };
}

function ended({ rule, service, until, where }: Waiver): Finding {
  return {
    rule: 'waiver',
    severity: 'error',
    setting: '',
    ...(service === undefined ? {} : { service }),
    what: `the waiver of ${rule} ended on ${until}`,
    where,
    fix: 'mend what it stood for and take it out, or decide anew with a new last day',
  };
}

function idle({ rule, service, where }: Waiver): Finding {
  return {
    rule: 'waiver',
    severity: 'warning',
    setting: '',
    ...(service === undefined ? {} : { service }),
    what: `nothing needs the waiver of ${rule}${service === undefined ? '' : ` for ${service}`}`,
    where,
    fix: 'take it out',
  };
}
