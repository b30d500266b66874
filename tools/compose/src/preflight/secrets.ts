import type { Place, Problem } from '@slipway/kit';
import type { Model } from '../merged/model.js';

/** What there is where the file of a secret or a config should be. */
export type FoundFile = 'file' | 'folder' | 'empty' | 'unreadable' | 'missing';

/** A file that is missing and may be made up. */
export interface SecretToWrite {
  readonly name: string;
  readonly file: string;
}

/** What the secrets and configs of a stack need before it starts. */
export interface SecretsVerdict {
  readonly toWrite: readonly SecretToWrite[];
  readonly problems: readonly Problem[];
}

/** Who asks, and what is known. */
export interface SecretsFacts {
  readonly model: Model;
  readonly selected: readonly string[];
  readonly environment?: string;
  readonly find: (file: string) => FoundFile;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** A path as the reader of a message knows it. */
  readonly display: (file: string) => string;
  readonly placeOf: (path: readonly (string | number)[]) => Place | undefined;
}

/** Environments whose secrets somebody chose: none is ever made up there without being asked for. */
const CHOSEN = ['production', 'staging'];

/** Which secrets have to be written, and which can't be had. Values are neither read nor told. */
export function checkSecrets(facts: SecretsFacts): SecretsVerdict {
  const { model, selected } = facts;
  const used = (kind: 'secrets' | 'configs'): readonly string[] => [
    ...new Set(selected.flatMap((name) => (model.services[name]?.[kind] ?? []).map(({ source }) => source))),
  ];
  const secrets = used('secrets').map((name) => checkOne('secrets', name, facts));
  const configs = used('configs').map((name) => checkOne('configs', name, facts));
  return {
    toWrite: secrets.flatMap((verdict) => ('file' in verdict ? [verdict] : [])),
    problems: [...secrets, ...configs].flatMap((verdict) => ('what' in verdict ? [verdict] : [])),
  };
}

/**
 * Volumes that hold data of a service whose secret is about to be made up: most stores keep the password that they were first started
 * with. It happens where a checkout was cloned anew, or its secrets were removed, while the volumes stayed.
 * @param volumes names of those that the engine holds
 */
export function volumesOfLostSecrets(
  model: Model,
  {
    toWrite,
    selected,
    volumes,
  }: Pick<SecretsVerdict, 'toWrite'> & {
    readonly selected: readonly string[];
    readonly volumes: readonly string[];
  },
): readonly Problem[] {
  const lost = new Set(toWrite.map(({ name }) => name));
  return selected.flatMap((name): readonly Problem[] => {
    const service = model.services[name];
    const secrets = (service?.secrets ?? []).map(({ source }) => source).filter((source) => lost.has(source));
    const data = (service?.volumes ?? [])
      .filter(({ type }) => type === 'volume')
      .map(({ source }) => model.volumes[source ?? '']?.name ?? `${model.name}_${source ?? ''}`)
      .filter((volume) => volumes.includes(volume));
    if (secrets.length === 0 || data.length === 0) return [];
    return [
      {
        what: `${name} has data in ${data.join(', ')}, from a start with another ${secrets.join(', ')}, of which this checkout has no file`,
        fix: `where another checkout runs this stack, start beside it (--projectName=NAME) or end it there; where its secrets are lost, remove the data too: docker volume rm ${data.join(' ')}`,
      },
    ];
  });
}

type Verdict = Problem | SecretToWrite | { readonly good: true };

const good = { good: true } as const;

function checkOne(kind: 'secrets' | 'configs', name: string, facts: SecretsFacts): Verdict {
  const { model, environment, find, variables, display, placeOf } = facts;
  const entry = model[kind][name];
  const where = placeOf([kind, name]);
  const problem = (what: string, fix: string): Problem => ({ what, fix, ...(where === undefined ? {} : { where }) });
  const word = kind === 'secrets' ? 'secret' : 'config';
  if (entry === undefined)
    return problem(`a service uses the ${word} "${name}", which is not declared`, `declare it under ${kind}:`);
  if (entry.external === true || entry.content !== undefined) return good;
  if (entry.environment !== undefined) {
    const isSet = (variables[entry.environment] ?? '') !== '';
    return isSet
      ? good
      : problem(
          `the ${word} "${name}" comes from the variable ${entry.environment}, which is not set`,
          `set ${entry.environment} in the environment that this command runs in`,
        );
  }
  if (entry.file === undefined) return good;
  const path = display(entry.file);
  const mayGenerate = entry['x-slipway']?.generate === true;
  switch (find(entry.file)) {
    case 'file':
      return good;
    case 'missing':
      if (mayGenerate && !CHOSEN.includes(environment ?? '')) return { name, file: entry.file };
      return problem(
        `the ${word} "${name}" has no file: ${path} is missing`,
        mayGenerate
          ? `write the value into ${path}, or have one made up: npx slipway secrets ${environment ?? ''}`.trimEnd()
          : `write ${kind === 'secrets' ? 'the value' : 'it'} into ${path}`,
      );
    case 'empty':
      return kind === 'configs' ? good : problem(`the ${word} "${name}" is empty: ${path}`, `write the value into it`);
    case 'folder':
      return problem(
        `the ${word} "${name}" should be a file, but ${path} is a folder`,
        'an engine makes a folder where a file that it should mount is missing: remove it, then write the file',
      );
    case 'unreadable':
      return problem(`the ${word} "${name}" can't be read: ${path}`, 'let the user who runs this command read it');
  }
}
