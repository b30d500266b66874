import type { Stack } from '../model/stack.js';
import { formatPath } from '../model/traced.js';
import { noFacts, type Facts } from './facts.js';
import { byPlace, type Finding, type PolicyReport } from './finding.js';
import type { Rule, Violation } from './rule.js';
import { allRules } from './rules/index.js';
import { environmentOf } from './severity.js';
import { applyWaivers, type Waivers } from './waivers.js';

/** What a check is made with. */
export interface PolicyOptions {
  /** Name of the environment; one that is not known is held to what production is. */
  readonly environment?: string;
  readonly facts?: Facts;
  readonly waivers?: Waivers;
  /** `2027-03-31`; waivers end. */
  readonly today: string;
  readonly rules?: readonly Rule[];
}

/** Holds a merged stack against the rules of its environment. Reads nothing and starts nothing. */
export function checkPolicy(stack: Stack, options: PolicyOptions): PolicyReport {
  const { facts = noFacts, waivers = { waivers: [], problems: [] }, rules = allRules } = options;
  const name = options.environment ?? 'development';
  const environment = environmentOf(options.environment);
  const asked = rules.filter(({ severity }) => severity[environment] !== 'off');
  const input = { model: stack.model, facts, environment, root: stack.root };
  const found = asked.flatMap((rule) =>
    rule.check(input).map((violation) => toFinding(rule, rule.severity[environment], violation, stack)),
  );
  const { findings, waived } = applyWaivers(found, waivers.waivers, {
    environment: name,
    today: options.today,
    isAsked: (id) => asked.some((rule) => rule.id === id),
  });
  return {
    environment: name,
    services: Object.keys(stack.model.services).length,
    rules: asked.length,
    findings: [...findings, ...waivers.problems].sort(byPlace),
    waived,
  };
}

function toFinding({ id }: Rule, severity: Finding['severity'] | 'off', violation: Violation, stack: Stack): Finding {
  const { service, at, what, fix, edit } = violation;
  const origin = stack.originOf(at);
  return {
    rule: id,
    severity: severity === 'error' ? 'error' : 'warning',
    ...(service === undefined ? {} : { service }),
    setting: formatPath(at),
    what: service === undefined ? what : `${service}: ${what}`,
    where:
      origin === undefined ? { file: formatPath(at) } : { file: origin.file, line: origin.line, column: origin.column },
    fix,
    ...(edit === undefined ? {} : { edit }),
  };
}
