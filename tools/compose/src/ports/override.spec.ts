import { modelOf } from '../testing/model.js';
import { overrideText } from './override.js';
import { wantedPorts } from './plan.js';

const model = modelOf(
  {
    api: {
      container_name: 'api',
      depends_on: { mail: { condition: 'service_healthy', required: true } },
      ports: [
        { target: 80, published: '4000', host_ip: '127.0.0.1', protocol: 'tcp', mode: 'ingress' },
        { target: 81, published: '4001', protocol: 'tcp', mode: 'ingress' },
      ],
      networks: { back: { ipv4_address: '10.1.0.9' } },
    },
    mail: { profiles: ['full'] },
  },
  {
    networks: {
      back: { name: 'shop_back', ipam: { config: [{ subnet: '10.1.0.0/24' }] } },
      lan: { external: true, name: 'lan' },
    },
    volumes: { data: { name: 'precious' }, usual: { name: 'shop_usual' } },
  },
);
const nothing = { model, moved: [], leftOut: [], isolate: false };

test('where nothing changes there is no override', () => {
  expect(overrideText(nothing)).toBeUndefined();
});

test('a moved port is written with all others of its service, in the place of those of the files', () => {
  const [port] = wantedPorts(model, ['api']);
  if (port === undefined) throw new Error('no port');
  const moved = [{ ...port, movedTo: 14000, holder: { kind: 'process' as const, description: 'x' } }];
  expect(overrideText({ ...nothing, moved })).toContain(`services:
  api:
    ports: !override
      - target: 80
        published: "14000"
        host_ip: 127.0.0.1
        protocol: tcp
        mode: ingress
      - target: 81
        published: "4001"
`);
});

test('a service that is left out runs in no profile, and nobody waits for it', () => {
  expect(overrideText({ ...nothing, leftOut: ['mail'] }))
    .toBe(`# What this run changes of the compose files. Written anew by every \`up\`.

services:
  api:
    depends_on:
      mail:
        condition: service_healthy
        required: false
  mail:
    profiles: !override
      - slipway-left-out
`);
});

test('in a worktree nothing is shared with another stack: no name, no subnet, no address, no volume', () => {
  expect(overrideText({ ...nothing, isolate: true }))
    .toBe(`# What this run changes of the compose files. Written anew by every \`up\`.

services:
  api:
    container_name: !reset null
    networks:
      back:
        ipv4_address: !reset null
networks:
  back:
    ipam: !reset null
volumes:
  data:
    name: shop_data
`);
});
