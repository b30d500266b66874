import { UserError, type Place } from '@slipway/kit';

/** A path component of an image name: https://github.com/distribution/reference, `path-component`. */
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const REGISTRY = /^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:))(?::\d+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;

/** What a project's image is called when no option says so: `<workspace>/<project>`, the scope of an npm name left out. */
export function defaultImageName(workspace: string, project: string): string {
  return `${withoutScope(workspace)}/${withoutScope(project)}`;
}

function withoutScope(name: string): string {
  return name.startsWith('@') ? name.slice(name.indexOf('/') + 1) : name;
}

/**
 * Checks that an image can be called this.
 * @throws UserError that proposes a name which is valid.
 */
export function checkImageName(name: string, project: string, where?: Place): void {
  const parts = name.split('/');
  const path = parts.length > 1 && REGISTRY.test(parts[0] ?? '') ? parts.slice(1) : parts;
  if (name.length <= 255 && path.every((part) => COMPONENT.test(part))) return;
  const proposal = proposeName(name);
  throw new UserError({
    what: `project ${project}: "${name}" is no valid image name (lower case letters, digits, and . _ - between them)`,
    ...(where === undefined ? {} : { where }),
    fix: `set the option "image" of its docker-build target${proposal === '' ? '' : `, for example to "${proposal}"`}`,
  });
}

function proposeName(name: string): string {
  return name
    .toLowerCase()
    .split('/')
    .map((part) => part.replaceAll(/[^a-z0-9._-]+/g, '-').replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
}

/** @throws UserError where this can't be a tag. */
export function checkTag(tag: string, project: string): void {
  if (TAG.test(tag)) return;
  throw new UserError({
    what: `project ${project}: "${tag}" is no valid image tag`,
    fix: 'a tag has at most 128 letters, digits, and . _ - of which the first is a letter, a digit or _',
  });
}

/** A text made into a tag: what a tag can't hold becomes `-`. */
export function toTag(text: string): string {
  const tag = text
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 128);
  return tag === '' ? 'dev' : tag;
}
