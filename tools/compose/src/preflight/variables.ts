import { isInside, type Place, type Problem } from '@slipway/kit';
import type { MissingVariable } from '../model/reading.js';

/** A variable without a value, with every place that asks for it. */
export interface UnsetVariable {
  readonly name: string;
  /** Compose itself goes no further without it (`${NAME:?why}`). */
  readonly required: boolean;
  readonly message: string;
  readonly places: readonly Place[];
}

/**
 * The variables that compose files ask for and that nobody set, each once.
 * @param services those that are going to run: what the others ask for does not matter, unless compose insists; none: all
 */
export function unsetVariables(
  missing: readonly MissingVariable[],
  services?: readonly string[],
): readonly UnsetVariable[] {
  const found = new Map<string, UnsetVariable>();
  for (const { name, state, message = '', where } of missing) {
    const [section, service] = where.at;
    const matters = services === undefined || section !== 'services' || services.includes(String(service));
    if (state === 'unset' && !matters) continue;
    const before = found.get(name);
    found.set(name, {
      name,
      required: state === 'required' || before?.required === true,
      message: message === '' ? (before?.message ?? '') : message,
      places: [...(before?.places ?? []), { file: where.file, line: where.line, column: where.column }],
    });
  }
  return [...found.values()];
}

/** Unset variables as problems: one each, with the first place and what to write where. */
export function variableProblems(
  unset: readonly UnsetVariable[],
  dotenv: readonly string[],
  folder: string,
): readonly Problem[] {
  const file = dotenv.findLast((name) => isInside(name, folder)) ?? (folder === '.' ? '.env' : `${folder}/.env`);
  return unset.map(({ name, message, places, required }) => {
    const [where, ...more] = places;
    const others =
      more.length === 0 ? '' : ` (and in ${String(more.length)} more ${more.length === 1 ? 'place' : 'places'})`;
    const empty = required ? '' : `, or ${name}= where it is meant to be empty`;
    return {
      what: `the variable ${name} is not set${message === '' ? '' : `: ${message}`}${others}`,
      ...(where === undefined ? {} : { where }),
      fix: `write ${name}=... into ${file}${empty}`,
    };
  });
}
