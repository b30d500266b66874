import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { warnedEverywhere } from '../severity.js';

const UNCONFINED = /^(?:(?:seccomp|apparmor|systempaths)[:=]unconfined|label[:=]disable)$/;

export const noUnconfinedProfiles: Rule = {
  id: 'no-unconfined-profiles',
  title: 'Seccomp, AppArmor and SELinux stay on',
  why: "Docker's profiles stop some forty system calls that containers do not need and that holes in the kernel are reached by.",
  severity: warnedEverywhere,
  check: eachService(({ service, at }) =>
    service.security_opt.flatMap((option, index) =>
      UNCONFINED.test(option)
        ? [
            {
              at: at('security_opt', index),
              what: `\`${option}\` switches a protection of the kernel off`,
              fix: 'take it out, or name a profile of your own that allows the one call that is needed',
            },
          ]
        : [],
    ),
  ),
  good: [
    example(`
      services:
        browser:
          image: example/browser:9.2
          security_opt:
            - no-new-privileges:true
            - seccomp:./browser-seccomp.json
    `),
  ],
  bad: [
    example(`
      services:
        browser:
          image: example/browser:9.2
          security_opt:
            - no-new-privileges:true
            - seccomp:unconfined # here
    `),
  ],
};
