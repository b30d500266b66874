import { posix } from 'node:path';

/** A volume of a service in compose's long form, as far as the short one can say it. */
export interface MountParts {
  readonly type: 'bind' | 'volume';
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** A volume in compose's short form (`./data:/data:ro`); `undefined` where it is malformed: compose reports it. */
export function parseMount(text: string): MountParts | undefined {
  const [first, second, options = '', ...rest] = splitColons(text);
  if (first === undefined || first === '' || second === '' || rest.length > 0) return undefined;
  if (second === undefined) return { type: 'volume', target: cleanPath(first), readOnly: false };
  return {
    type: isHostPath(first) ? 'bind' : 'volume',
    source: first,
    target: cleanPath(second),
    readOnly: options.split(',').includes('ro'),
  };
}

/** A path inside a container without `.`, `..` and a slash at its end. */
export function cleanPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** A letter alone before a colon is a Windows drive, not a volume's name. */
function splitColons(text: string): readonly string[] {
  const parts: string[] = [];
  for (const part of text.split(':')) {
    const last = parts.at(-1);
    if (last !== undefined && /^[a-z]$/i.test(last)) parts[parts.length - 1] = `${last}:${part}`;
    else parts.push(part);
  }
  return parts;
}

/** True where a mount's source is a path of the host and not the name of a volume. */
export function isHostPath(source: string): boolean {
  return /^[./~]|^\\\\|^[a-z]:/i.test(source);
}
