import { UserError } from '@slipway/kit';

/** What a Dockerfile may write after FROM; anything else would be read as something else by the engine's API. */
const NAME = /^[a-z0-9]+(?:[._/:-]+[\w.-]+)*(?:@sha256:[0-9a-f]{64})?$/;

/** @throws UserError that names every one that is no name of an image */
export function checkNames(names: readonly string[]): void {
  const problems = names
    .filter((name) => !NAME.test(name))
    .map((name) => ({
      what: `${JSON.stringify(name)} is no name of an image`,
      fix: 'write it as in a FROM line: node:24-slim',
    }));
  if (problems.length > 0) throw new UserError(problems);
}

/** An image's name without its tag. */
export function repositoryOf(name: string): string {
  return name.lastIndexOf(':') > name.lastIndexOf('/') ? name.slice(0, name.lastIndexOf(':')) : name;
}
