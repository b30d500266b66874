import { bareService, example } from '../example.js';
import { eachService, type Rule, type ServiceInput } from '../rule.js';
import { imageFacts } from '../services.js';
import { whereDeployed } from '../severity.js';

/** Root with nothing left of what makes it root: no capability, no way to get one, nothing of the host or the image to write. */
function isPowerless({ service }: ServiceInput): boolean {
  return (
    service.cap_drop.includes('ALL') &&
    service.cap_add.length === 0 &&
    service.security_opt.some((option) => /^no-new-privileges(?:[:=]true)?$/.test(option)) &&
    service.read_only &&
    service.volumes.every(({ type, read_only: readOnly }) => type !== 'bind' || readOnly)
  );
}

function isRoot(user: string): boolean {
  const [name = ''] = user.split(':');
  return name === '' || name === 'root' || /^0+$/.test(name);
}

export const nonRootUser: Rule = {
  id: 'non-root-user',
  title: 'No service runs as root, unless nothing is left of its powers',
  why: "Root in a container is root on the host for every file that is mounted and every hole in the kernel. The user is set in compose or in the image. Where a program has to be root (to read what is root's, or since a volume of its image is), it may be where it has no capability, can gain none, and can write neither its image nor the host.",
  severity: whereDeployed,
  check: eachService((input) => {
    const { service, at } = input;
    const facts = imageFacts(input, service);
    const user = service.user ?? facts?.user;
    if ((user !== undefined && !isRoot(user)) || isPowerless(input)) return undefined;
    const unknown = user === undefined && facts === undefined;
    return {
      at: at('user'),
      what: unknown ? 'nothing says that it does not run as root' : 'it runs as root',
      fix: 'write `user: "65532:65532"` (the numbers of the user that the image is made for), or set USER in the Dockerfile',
    };
  }),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          user: "65532:65532"
    `),
    example(
      `
      services:
        api:
          image: example/api:1.4
    `,
      { facts: { images: { 'example/api:1.4': { user: '65532', healthcheck: [], entrypoint: [], command: [] } } } },
    ),
    example(`
      services:
        models:
          image: ollama/ollama:0.32.15
          user: "0:0"
          cap_drop: [ALL]
          security_opt: [no-new-privileges:true]
          read_only: true
          volumes: ["models:/root/.ollama"]
      volumes:
        models:
    `),
  ],
  bad: [
    bareService,
    example(`
      services:
        api:
          image: example/api:1.4
          user: "0:0" # here
    `),
  ],
};
