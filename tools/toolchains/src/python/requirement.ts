/** A requirement as PEP 508 writes it: `name[extra] >=1; marker` or `name @ url`. */
export interface Requirement {
  /** Normalised: `Foo.Bar_baz` and `foo-bar-baz` are one name. */
  readonly name: string;
  /** What stands behind `@`. */
  readonly url?: string;
  /** `>=1,<2`; empty where any version will do. */
  readonly specifier: string;
  /** Absent where it holds in every environment. */
  readonly marker?: string;
}

const REQUIREMENT =
  /^\s*(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(?:@\s*(?<url>[^\s;]+)|\(?(?<specifier>[^;@()]*?)\)?)\s*(?:;\s*(?<marker>.+?))?\s*$/;

/** Reads a requirement; `undefined` where it is none. */
export function parseRequirement(text: string): Requirement | undefined {
  const { name, url, specifier = '', marker } = REQUIREMENT.exec(text)?.groups ?? {};
  if (name === undefined || !/^(?:\s*(?:[=!~<>]=?=?\s*[^\s,]+)\s*(?:,|$))*$/.test(specifier)) return undefined;
  return {
    name: normaliseName(name),
    specifier: specifier.trim(),
    ...(url === undefined ? {} : { url }),
    ...(marker === undefined ? {} : { marker }),
  };
}

/** A package's name as PEP 503 compares it. */
export function normaliseName(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

/** Where a local requirement leads: a folder or an archive relative to the project, or a place that only one machine has. */
export type LocalTarget = { readonly kind: 'relative'; readonly path: string } | { readonly kind: 'absolute' };

/**
 * The local path behind a requirement's URL; `undefined` for what comes from elsewhere. `{root:uri}` is how Hatch, and
 * `file:///${PROJECT_ROOT}` how PDM, writes the folder of the project.
 */
export function localTarget(url: string): LocalTarget | undefined {
  const path = url.replace(/[#?].*$/, '');
  const fromRoot = /^(?:\{root:uri\}|file:\/{0,3}\$\{PROJECT_ROOT\})\/*(?<rest>.*)$/.exec(path)?.groups?.['rest'];
  if (fromRoot !== undefined) return { kind: 'relative', path: `./${fromRoot}` };
  const file = /^file:(?<rest>.*)$/.exec(path)?.groups?.['rest'];
  if (file === undefined) return /^\.{1,2}(?:\/|$)/.test(path) ? { kind: 'relative', path } : undefined;
  return file.startsWith('/') ? { kind: 'absolute' } : { kind: 'relative', path: file };
}
