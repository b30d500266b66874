import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { warnedEverywhere } from '../severity.js';

export const noPrivileged: Rule = {
  id: 'no-privileged',
  title: 'No container is privileged',
  why: 'A privileged container has all capabilities, all devices and no seccomp or AppArmor profile: whoever breaks into it owns the host.',
  severity: warnedEverywhere,
  check: eachService(({ service, at }) =>
    service.privileged
      ? {
          at: at('privileged'),
          what: 'the container is privileged: it can do whatever root on the host can',
          fix: 'take `privileged` out, and give the one capability (cap_add) or device (devices) that is needed',
        }
      : undefined,
  ),
  good: [
    example(`
      services:
        clock:
          image: example/clock:1.4
          cap_add: [SYS_TIME]
    `),
  ],
  bad: [
    example(`
      services:
        clock:
          image: example/clock:1.4
          privileged: true # here
    `),
  ],
};
