import { example } from '../example.js';
import { eachService, type Rule, type ServiceInput } from '../rule.js';
import { imageFacts } from '../services.js';
import { everywhere } from '../severity.js';

/** The number of the user that a service runs as; `undefined` where only a name is known. */
function uidOf(input: ServiceInput): number | undefined {
  const user = input.service.user ?? imageFacts(input, input.service)?.user;
  const [name] = user?.split(':') ?? [];
  return name !== undefined && /^\d+$/.test(name) ? Number(name) : undefined;
}

export const readableSecrets: Rule = {
  id: 'readable-secrets',
  title: 'The user of a service can read its secrets',
  why: 'Compose mounts a file secret with the owner and the mode that it has on the host, and ignores `uid`, `gid` and `mode`. A file of root with the mode 0600 is closed to a service that does not run as root.',
  severity: { ...everywhere, development: 'warning', test: 'warning', debug: 'warning' },
  check: eachService((input) => {
    const { service, model, facts, at } = input;
    const uid = uidOf(input);
    return service.secrets.flatMap(({ source = '', ...given }, index) => {
      const file = model.secrets[source]?.file;
      if (file === undefined) return [];
      if (given.uid !== undefined || given.gid !== undefined || given.mode !== undefined) {
        return [
          {
            at: at('secrets', index),
            what: `uid, gid and mode of the secret ${source} are ignored, since it is a file`,
            fix: 'take them out, and set owner and mode of the file itself',
          },
        ];
      }
      const found = facts.files[file];
      if (found === undefined || uid === undefined || uid === 0) return [];
      const isReadable = (found.mode & 0o004) !== 0 || (found.uid === uid && (found.mode & 0o400) !== 0);
      return isReadable
        ? []
        : [
            {
              at: at('secrets', index),
              what: `its user ${String(uid)} can not read the file of the secret ${source} (mode ${(found.mode & 0o777).toString(8).padStart(4, '0')})`,
              fix: 'chmod 0444 the file, and 0700 the folder that it is in: nobody else on the host gets there then',
            },
          ];
    });
  }),
  good: [
    example(
      `
      services:
        api:
          image: example/api:1.4
          user: "65532"
          secrets: [api-token]
      secrets:
        api-token: { file: /srv/secrets/api-token }
    `,
      { facts: { files: { '/srv/secrets/api-token': { mode: 0o444, uid: 0 } } } },
    ),
  ],
  bad: [
    example(
      `
      services:
        api:
          image: example/api:1.4
          user: "65532"
          secrets:
            - api-token # here
      secrets:
        api-token: { file: /srv/secrets/api-token }
    `,
      { facts: { files: { '/srv/secrets/api-token': { mode: 0o600, uid: 0 } } } },
    ),
    example(`
      services:
        api:
          image: example/api:1.4
          secrets:
            - source: api-token # here
              mode: 0400
      secrets:
        api-token: { file: ./secrets/api-token }
    `),
  ],
};
