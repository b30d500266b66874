/** Shells in the order in which people like them. */
export const SHELLS = ['/bin/bash', '/bin/sh', '/bin/ash', '/busybox/sh'];

/** Images with a shell and some tools, of which a debug container is made; first those that bring most. */
const TOOLBOXES = [/^nicolaka\/netshoot:/, /^busybox:/, /^alpine:/, /^debian:.*-slim$/, /^debian:/, /^ubuntu:/];

/** The image on the engine that serves best beside a service without a shell; `undefined` where there is none. @param names with tags */
export function chooseToolbox(names: readonly string[]): string | undefined {
  for (const toolbox of TOOLBOXES) {
    const found = [...names].sort().find((name) => toolbox.test(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * `docker run` for a container that sees what another sees: its processes, its network, its files under `/proc/1/root`. It changes nothing
 * of the other, and is gone when its shell ends.
 */
export function debugArguments(container: string, image: string, isTerminal: boolean): readonly string[] {
  return [
    'run',
    '--rm',
    isTerminal ? '-it' : '-i',
    '--pid',
    `container:${container}`,
    '--network',
    `container:${container}`,
    '--cap-add',
    'SYS_PTRACE',
    '--user',
    '0',
    '--entrypoint',
    '/bin/sh',
    image,
  ];
}
