import { isAbsolute, relative } from 'node:path';
import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { whereDeployed } from '../severity.js';

export const noSourceMounts: Rule = {
  id: 'no-source-mounts',
  title: 'No folder of the repository can be written from a container',
  why: 'Sources that are mounted over an image replace what was tested, and what a service writes into the checkout is lost with it. Settings may be mounted read-only.',
  severity: whereDeployed,
  check: eachService(({ service, root, at }) =>
    service.volumes.flatMap((mount, index) => {
      if (mount.type !== 'bind' || mount.read_only || mount.source === undefined) return [];
      const inside = relative(root, mount.source);
      if (inside.startsWith('..') || isAbsolute(inside)) return [];
      return [
        {
          at: at('volumes', index),
          what: `${inside === '' ? 'the whole repository' : inside} is mounted and can be written`,
          fix: 'put sources into the image, data into a volume, and mount settings read-only (`:ro`)',
        },
      ];
    }),
  ),
  good: [
    example(`
      services:
        metrics:
          image: prom/prometheus:v3.14.0
          volumes:
            - ./prometheus.yml:/etc/prometheus/prometheus.yml:ro
            - metrics-data:/prometheus
      volumes:
        metrics-data:
    `),
  ],
  bad: [
    example(`
      services:
        api:
          image: example/api:1.4
          volumes:
            - ./src:/app/src # here
    `),
  ],
};
