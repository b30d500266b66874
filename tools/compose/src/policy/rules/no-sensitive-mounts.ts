import { example } from '../example.js';
import { watchesTheHost } from '../known-images.js';
import { eachService, type Rule } from '../rule.js';
import { warnedEverywhere } from '../severity.js';

const SENSITIVE =
  /^\/(?:$|(?:etc|root|boot|dev|proc|sys|run|var\/run|var\/lib\/(?:docker|containerd|kubelet)|lib\/modules)(?:\/|$)|(?:home\/[^/]+|root|Users\/[^/]+)(?:\/\.(?:ssh|aws|kube|docker|gnupg|config)(?:\/|$)|$))/;

/** Files that containers are given to share the host's time, and the memory that programs share. */
const HARMLESS = /^\/(?:etc\/(?:localtime|timezone)|dev\/shm)$/;

export const noSensitiveMounts: Rule = {
  id: 'no-sensitive-mounts',
  title: 'No folder of the host that holds its secrets or its settings is mounted',
  why: 'With /etc, /root, /proc or a home folder in it, a container can read keys and passwords of the host, and where it may write it can become root there. What measures the host (node-exporter, cAdvisor) may look, read-only.',
  severity: warnedEverywhere,
  check: eachService(({ service, at }) =>
    service.volumes.flatMap((mount, index) => {
      const source = mount.type === 'bind' ? (mount.source ?? '') : '';
      if (!SENSITIVE.test(source) || HARMLESS.test(source) || source.endsWith('.sock')) return [];
      if (mount.read_only && watchesTheHost(service.image)) return [];
      return [
        {
          at: at('volumes', index),
          what: `${source} of the host is mounted${mount.read_only ? '' : ', and can be written'}`,
          fix: 'mount a volume, or only the one file that is needed, read-only; give keys as secrets',
        },
      ];
    }),
  ),
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          volumes:
            - api-data:/data
            - /etc/localtime:/etc/localtime:ro
        node-exporter:
          image: prom/node-exporter:v1.12.1
          volumes: ["/:/host:ro"]
      volumes:
        api-data:
    `),
  ],
  bad: [
    example(`
      services:
        api:
          image: example/api:1.4
          volumes:
            - /etc:/host/etc:ro # here
    `),
    example(`
      services:
        node-exporter:
          image: prom/node-exporter:v1.12.1
          volumes:
            - /:/host # here
    `),
  ],
};
