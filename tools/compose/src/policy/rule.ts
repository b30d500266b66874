import type { StackModel, StackService } from '../model/model.js';
import type { ModelPath } from '../model/traced.js';
import type { Facts } from './facts.js';
import type { Environment, Severities } from './severity.js';

/** What a rule is given. */
export interface RuleInput {
  readonly model: StackModel;
  readonly facts: Facts;
  readonly environment: Environment;
  /** Absolute folder of the workspace. */
  readonly root: string;
}

/** A change of one service that mends a violation and nothing else. */
export type Edit =
  | { readonly kind: 'set'; readonly service: string; readonly key: string; readonly value: EditValue }
  | { readonly kind: 'append'; readonly service: string; readonly key: string; readonly value: string }
  | { readonly kind: 'replace'; readonly path: ModelPath; readonly change: (text: string) => string | undefined };

export type EditValue = string | boolean | Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** Something that a rule does not allow. */
export interface Violation {
  readonly service?: string;
  /** The merged value that is wrong or missing: its origin is the place of the finding. */
  readonly at: ModelPath;
  /** Never the value of a variable. */
  readonly what: string;
  readonly fix: string;
  /** Only where the change is safe to make unasked. */
  readonly edit?: Edit;
}

/** Compose files that show a rule. The line that ends in `# here` is where the finding has to be. */
export interface Example {
  readonly compose: string;
  readonly facts?: Partial<Facts>;
  /** Without it: production. */
  readonly environment?: Environment;
}

/** One thing that a merged stack has to keep to. */
export interface Rule {
  readonly id: string;
  /** What it asks for, as a sentence without a full stop. */
  readonly title: string;
  readonly why: string;
  readonly severity: Severities;
  readonly check: (input: RuleInput) => readonly Violation[];
  readonly good: readonly Example[];
  readonly bad: readonly Example[];
}

/** A service on its turn. */
export interface ServiceInput extends RuleInput {
  readonly name: string;
  readonly service: StackService;
  /** A path below the service. */
  readonly at: (...path: ModelPath) => ModelPath;
}

/** What a check of one service found; the service is known. */
export type ServiceViolation = Omit<Violation, 'service'>;

/** A check that looks at each service for itself. */
export function eachService(
  check: (input: ServiceInput) => readonly ServiceViolation[] | ServiceViolation | undefined,
): Rule['check'] {
  return (input) =>
    Object.entries(input.model.services).flatMap(([name, service]) => {
      const at = (...path: ModelPath): ModelPath => ['services', name, ...path];
      const found = check({ ...input, name, service, at }) ?? [];
      return ('what' in found ? [found] : found).map((violation) => ({ ...violation, service: name }));
    });
}
