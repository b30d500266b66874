import { runOrFail, succeed } from './programs.js';
import { run } from '@slipway/kit/process';
import { UserError } from '@slipway/kit';

/** Nobody is there to answer questions, and what apt says is read by us too. */
const UNATTENDED = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' } as const;
/** Another apt may be at work for a while. */
const WAIT_FOR_LOCK = ['-o', 'DPkg::Lock::Timeout=300'] as const;

/** What apt asks for where an installation was interrupted. */
const FINISH = ['dpkg', '--configure', '-a'] as const;

/** Where this machine gets Debian from, by suite. */
export interface Mirrors {
  readonly main: string;
  readonly updates: string | undefined;
  readonly security: string | undefined;
}

/** Brings the lists of packages up to date. A third party's broken list is a warning of apt's, and no concern of ours. */
export async function updateLists(signal?: AbortSignal): Promise<void> {
  await runOrFail('updating the lists of packages', 'apt-get', [...WAIT_FOR_LOCK, 'update'], {
    env: UNATTENDED,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Installs packages and only what they need. What an interrupted installation left is finished first. */
export async function install(packages: readonly string[], signal?: AbortSignal): Promise<void> {
  const options = { env: UNATTENDED, ...(signal === undefined ? {} : { signal }) };
  const args = [...WAIT_FOR_LOCK, 'install', '-y', '--no-install-recommends', ...packages];
  const attempt = (): Promise<string> => runOrFail(`installing ${packages.join(', ')}`, 'apt-get', args, options);
  try {
    await attempt();
  } catch (error) {
    // Asked first by apt, which waits for its lock: dpkg itself fails where another installation is at work.
    if (!(error instanceof UserError) || !error.message.includes(FINISH.join(' '))) throw error;
    const [program, ...rest] = FINISH;
    await runOrFail('finishing an interrupted installation', program, rest, options);
    await attempt();
  }
}

/** Installs packages from the lists as they are, and only where that fails brings the lists up to date. */
export async function installLazily(packages: readonly string[], signal?: AbortSignal): Promise<void> {
  try {
    await install(packages, signal);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await updateLists(signal);
    await install(packages, signal);
  }
}

/** Asks apt where it gets Debian from, so that no address is ever written down by us. Needs the lists once. */
export async function readMirrors(codename: string, signal?: AbortSignal): Promise<Mirrors> {
  const known = await askMirrors(codename);
  if (known !== undefined) return known;
  await updateLists(signal);
  const updated = await askMirrors(codename);
  if (updated !== undefined) return updated;
  throw new UserError({
    what: `apt knows no mirror of Debian ${codename} on this machine`,
    fix: 'name one in /etc/apt/sources.list.d and run `apt-get update`',
  });
}

async function askMirrors(codename: string): Promise<Mirrors | undefined> {
  const format = '$(ORIGIN) $(RELEASE) $(COMPONENT) $(REPO_URI)';
  const outcome = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  return parseMirrors(succeed('asking apt for its mirror', 'apt-get', outcome), codename);
}

/** Reads lines of origin, release, component and address; a third party that names its release after Debian's is none of them. */
export function parseMirrors(text: string, codename: string): Mirrors | undefined {
  const ofDebian = text.split('\n').flatMap((line) => {
    const [origin, release, component, address] = line.split(' ');
    return origin === 'Debian' && component === 'main' && address !== undefined ? [{ release, address }] : [];
  });
  const find = (release: string): string | undefined => ofDebian.find((entry) => entry.release === release)?.address;
  const main = find(codename);
  if (main === undefined) return undefined;
  return { main, updates: find(`${codename}-updates`), security: find(`${codename}-security`) };
}
