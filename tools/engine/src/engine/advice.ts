import type { Problem } from '@slipway/kit';
import type { EngineFacts, Host } from './facts.js';

/** Where a local engine on Linux listens unless somebody chose another place. */
export const DEFAULT_ENDPOINT = 'unix:///var/run/docker.sock';

const INSTALL_PAGE = 'https://docs.docker.com/engine/install/';

/** One sentence and one command for a machine where only its user can bring an engine up. */
export function adviseEngine({ endpoint, engine, client, host }: EngineFacts): Problem {
  if (client.kind === 'absent') {
    return { what: `there is no docker command on PATH${podmanNote(host)}`, fix: installAdvice(host) };
  }
  const reason = engine.kind === 'answers' ? '' : ` (${engine.reason})`;
  if (engine.kind === 'denied') {
    return {
      what: `an engine listens at ${endpoint}, but this user may not ask it${reason}`,
      fix: 'join its group with `sudo usermod -aG docker "$USER"`, then log in again',
    };
  }
  if (isElsewhere(endpoint, host)) {
    return {
      what: `no container engine answers at ${endpoint}, which DOCKER_HOST or the docker context names${reason}`,
      fix: 'start the engine there, or go back to the local one: `unset DOCKER_HOST; docker context use default`',
    };
  }
  return { what: `no container engine answers at ${endpoint}${reason}${podmanNote(host)}`, fix: startAdvice(host) };
}

/** True where somebody chose the endpoint; Docker Desktop has a context of its own for what is the local engine all the same. */
function isElsewhere(endpoint: string, { platform }: Host): boolean {
  return platform === 'linux' ? endpoint !== DEFAULT_ENDPOINT : !/^(unix|npipe):/.test(endpoint);
}

function podmanNote(host: Host): string {
  return host.hasPodman ? '; podman is here, but has no BuildKit to build with' : '';
}

function startAdvice(host: Host): string {
  if (host.platform === 'linux' && host.dockerd === undefined) return installAdvice(host);
  if (host.platform === 'darwin') return 'start Docker Desktop: `open -a Docker`';
  if (host.platform === 'win32') return 'start Docker Desktop from the start menu';
  return host.hasSystemd ? 'start it: `sudo systemctl start docker`' : 'start it: `sudo dockerd`';
}

function installAdvice(host: Host): string {
  if (host.platform === 'darwin') return 'install Docker Desktop: `brew install --cask docker`, then `open -a Docker`';
  if (host.platform === 'win32') return 'install Docker Desktop: `winget install Docker.DockerDesktop`';
  if (host.isWsl)
    return 'start Docker Desktop and turn on Settings > Resources > WSL integration for this distribution';
  switch (host.distribution?.id) {
    case 'debian':
      return 'let this tool install it, as root: `sudo "$(command -v node)" tools/engine/dist/cli.js`';
    case 'ubuntu':
      return 'install it: `sudo apt-get install docker.io docker-buildx docker-compose-v2`';
    case 'fedora':
      return 'install it: `sudo dnf install moby-engine docker-buildx docker-compose && sudo systemctl start docker`';
    case 'arch':
      return 'install it: `sudo pacman -S docker docker-buildx docker-compose && sudo systemctl start docker`';
    case 'alpine':
      return 'install it: `apk add docker docker-cli-buildx docker-cli-compose && rc-service docker start`';
    default:
      return `install Docker Engine: ${INSTALL_PAGE}`;
  }
}
