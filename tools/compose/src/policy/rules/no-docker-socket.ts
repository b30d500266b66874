import { example } from '../example.js';
import { eachService, type Rule } from '../rule.js';
import { warnedEverywhere } from '../severity.js';

const SOCKET = /\/(?:docker|containerd|podman|crio)(?:\/[a-z]+)?\.sock$/;

export const noDockerSocket: Rule = {
  id: 'no-docker-socket',
  title: 'No service has the socket of the container engine',
  why: 'Who can talk to the engine can start a privileged container with the host mounted: it is root on the host, read-only mount or not.',
  severity: warnedEverywhere,
  check: eachService(({ service, at }) =>
    service.volumes.flatMap((mount, index) =>
      SOCKET.test(mount.source ?? '')
        ? [
            {
              at: at('volumes', index),
              what: `the engine's socket (${mount.source ?? ''}) is mounted: that is root on the host`,
              fix: 'take the mount out; put a proxy that only lets through what is needed in front of the socket',
            },
          ]
        : [],
    ),
  ),
  good: [
    example(`
      services:
        portal:
          image: example/portal:3.1
          environment:
            DOCKER_HOST: tcp://socket-proxy:2375
    `),
  ],
  bad: [
    example(`
      services:
        portal:
          image: example/portal:3.1
          volumes:
            - portal-data:/data
            - /var/run/docker.sock:/var/run/docker.sock:ro # here
      volumes:
        portal-data:
    `),
  ],
};
