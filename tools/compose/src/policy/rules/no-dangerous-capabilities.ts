import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { warnedEverywhere } from '../severity.js';

/** Each of these is a known way out of a container, or as good as root on the host. */
const DANGEROUS: Readonly<Record<string, string>> = {
  ALL: 'all that root can do',
  SYS_ADMIN: 'mounting, and most of what root can do',
  SYS_MODULE: 'loading code into the kernel',
  SYS_PTRACE: 'reading the memory of other processes',
  SYS_RAWIO: 'raw access to devices',
  SYS_BOOT: 'restarting the host',
  DAC_READ_SEARCH: 'reading any file of the host by its handle',
  MAC_ADMIN: 'switching off AppArmor and SELinux',
  BPF: 'loading programs into the kernel',
  NET_ADMIN: 'changing routes and firewalls',
};

export const noDangerousCapabilities: Rule = {
  id: 'no-dangerous-capabilities',
  title: 'No service is given a capability that leads out of its container',
  why: 'Some capabilities are as good as root on the host. What needs them belongs on the host, or in a container that nobody else can reach.',
  severity: warnedEverywhere,
  check: eachService(({ service, at }) =>
    service.cap_add.flatMap((written, index) => {
      const name = written.toUpperCase().replace(/^CAP_/, '');
      const allows = DANGEROUS[name];
      return allows === undefined
        ? []
        : [
            {
              at: at('cap_add', index),
              what: `the capability ${name} allows ${allows}`,
              fix: 'take it out of cap_add; look for a narrower capability, a sysctl, or a tool outside the container',
            },
          ];
    }),
  ),
  good: [
    example(`
      services:
        gateway:
          image: nginx:1.30
          cap_drop: [ALL]
          cap_add: [NET_BIND_SERVICE]
    `),
  ],
  bad: [
    example(`
      services:
        backup:
          image: example/backup:2.0
          cap_add:
            - CHOWN
            - SYS_ADMIN # here
    `),
  ],
};
