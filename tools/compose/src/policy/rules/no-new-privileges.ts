import { bareService, example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const noNewPrivileges: Rule = {
  id: 'no-new-privileges',
  title: 'No process gets more rights than it was started with',
  why: 'A set-uid program in an image makes root of any user. With this option the kernel ignores the bit, whatever is in the image.',
  severity: whereDeployed,
  check: eachService(({ service, name, at }) =>
    service.security_opt.some((option) => /^no-new-privileges(?:[:=]true)?$/.test(option))
      ? undefined
      : {
          at: at('security_opt'),
          what: 'a process may gain rights by a set-uid program',
          fix: 'write `security_opt: [no-new-privileges:true]`',
          edit: { kind: 'append', service: name, key: 'security_opt', value: 'no-new-privileges:true' },
        },
  ),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          security_opt: [no-new-privileges:true]
    `),
  ],
  bad: [
    bareService,
    example(`
      services:
        api:
          image: example/api:1.4
          security_opt: [no-new-privileges:false] # here
    `),
  ],
};
