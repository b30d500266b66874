import { byCodeUnit } from '@slipway/kit';
import { example } from '../example.js';
import { publishedPorts } from '../../model/ports.js';
import type { StackPort, StackService } from '../../model/model.js';
import type { ModelPath } from '../../model/traced.js';
import type { Rule, RuleInput, Violation } from '../rule.js';
import { everywhere } from '../severity.js';

interface Claim {
  readonly name: string;
  readonly service: StackService;
  readonly port: StackPort;
  readonly at: ModelPath;
}

function claimsOf({ model }: RuleInput): readonly Claim[] {
  return Object.entries(model.services)
    .toSorted(([a], [b]) => byCodeUnit(a, b))
    .flatMap(([name, service]) =>
      service.ports.map((port, index) => ({ name, service, port, at: ['services', name, 'ports', index] })),
    );
}

const EVERY_ADDRESS = /^(?:0\.0\.0\.0|::)?$/;

function collide(a: Claim, b: Claim): number | undefined {
  const [one = '', other = ''] = [a.port.host_ip, b.port.host_ip];
  if (a.port.protocol !== b.port.protocol) return undefined;
  if (one !== other && !EVERY_ADDRESS.test(one) && !EVERY_ADDRESS.test(other)) return undefined;
  const hosts = publishedPorts(a.port.published);
  // Of a range for one container port the engine takes whichever is free.
  const others = publishedPorts(b.port.published);
  if (hosts.length > 1 || others.length > 1) return undefined;
  return hosts.find((port) => others.includes(port));
}

/** Services with other profiles may be meant to replace each other. */
function neverMeet(a: Claim, b: Claim): boolean {
  const [one, other] = [a.service.profiles, b.service.profiles];
  return a.name !== b.name && one.length > 0 && other.length > 0 && !one.some((profile) => other.includes(profile));
}

function check(input: RuleInput): readonly Violation[] {
  const claims = claimsOf(input);
  return claims.flatMap((claim, index) => {
    const earlier = claims
      .slice(0, index)
      .find((other) => !neverMeet(claim, other) && collide(claim, other) !== undefined);
    if (earlier === undefined) return [];
    const port = String(collide(claim, earlier) ?? '');
    return [
      {
        service: claim.name,
        at: claim.at,
        what: `the host port ${port} is also published by ${earlier.name}`,
        fix: 'give one of them another host port, or leave it out and let Docker choose',
      },
    ];
  });
}

export const uniqueHostPorts: Rule = {
  id: 'unique-host-ports',
  title: 'No two services publish the same host port',
  why: 'The one that starts second fails with "port is already allocated", in an order that changes from start to start; `docker compose config` does not see it.',
  severity: everywhere,
  check,
  good: [
    example(`
      services:
        api:
          image: example/api:1.4
          ports: ["127.0.0.1:8080:8080", "127.0.0.1:8080:8080/udp"]
        admin:
          image: example/admin:1.4
          ports: ["127.0.0.1:8081:8080"]
    `),
  ],
  bad: [
    example(`
      services:
        admin:
          image: example/admin:1.4
          ports: ["8080:8080"]
        api:
          image: example/api:1.4
          ports:
            - "127.0.0.1:8080:8080" # here
    `),
  ],
};
