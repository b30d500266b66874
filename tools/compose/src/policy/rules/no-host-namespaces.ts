import { example } from '../example.js';
import { watchesTheHost } from '../known-images.js';
import { eachService, type Rule } from '../rule.js';
import { warnedEverywhere } from '../severity.js';

const NAMESPACES = {
  network_mode: 'sees and binds all ports of the host',
  pid: 'sees and can signal all processes of the host',
  ipc: 'shares memory with processes of the host',
  uts: 'can rename the host',
  userns_mode: 'has the user numbers of the host',
  cgroup: 'sees the resource groups of the host',
} as const;

export const noHostNamespaces: Rule = {
  id: 'no-host-namespaces',
  title: 'No service shares a namespace with the host',
  why: 'Namespaces are what makes a container one. What shares them with the host sees its network, its processes or its users as a program on the host does.',
  severity: warnedEverywhere,
  check: eachService(({ service, at }) =>
    (Object.keys(NAMESPACES) as (keyof typeof NAMESPACES)[]).flatMap((key) => {
      if (service[key] !== 'host' || (key === 'pid' && watchesTheHost(service.image))) return [];
      return [
        {
          at: at(key),
          what: `with \`${key}: host\` it ${NAMESPACES[key]}`,
          fix: key === 'network_mode' ? 'use a network, and publish the ports that are needed' : `take \`${key}\` out`,
        },
      ];
    }),
  ),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          networks: [backend]
      networks:
        backend:
    `),
  ],
  bad: [
    example(`
      services:
        api:
          image: example/api:1.4
          network_mode: host # here
    `),
    example(`
      services:
        api:
          image: example/api:1.4
          ipc: host # here
    `),
  ],
};
