import { Scalar, stringify, type CollectionTag, type ScalarTag } from 'yaml';
import type { Model, Service } from '../merged/model.js';
import type { MovedPort } from './plan.js';

/** What a generated override changes in the merged stack. */
export interface OverrideFacts {
  readonly model: Model;
  readonly moved: readonly MovedPort[];
  /** Services that are left out of this run. */
  readonly leftOut: readonly string[];
  /** True where this stack must not meet the one of another worktree. */
  readonly isolate: boolean;
}

/** Takes a setting away that another file made. */
const RESET = Symbol('!reset');

/** Takes the place of a list that another file wrote, where compose would join the two. */
class Instead {
  constructor(readonly items: readonly unknown[]) {}
}

const resetTag: ScalarTag = {
  tag: '!reset',
  identify: (value) => value === RESET,
  createNode: () => new Scalar(null),
  stringify: () => 'null',
  resolve: () => RESET,
};

const insteadTag: CollectionTag = {
  tag: '!override',
  collection: 'seq',
  identify: (value) => value instanceof Instead,
  createNode: (_schema, value, context) => {
    const tags = context.schema.tags.filter(({ tag }) => tag === 'tag:yaml.org,2002:seq');
    const node = tags[0]?.createNode?.(context.schema, (value as Instead).items, context);
    if (node === undefined) throw new Error('YAML without lists');
    return node;
  },
};

/** No run asks for this profile, so a service that has it alone does not start. */
const NEVER = 'slipway-left-out';

type Changes = Readonly<Record<string, unknown>>;

/** The text of the override that compose merges last; `undefined` where there is nothing to change. */
export function overrideText(facts: OverrideFacts): string | undefined {
  const { model, isolate } = facts;
  const sections = {
    services: mapChanges(model.services, (service, name) => serviceChanges(name, service, facts)),
    networks: isolate ? mapChanges(model.networks, (network, key) => isolatedNetwork(key, network, model)) : {},
    volumes: isolate ? mapChanges(model.volumes, (volume, key) => isolatedName(key, volume, model)) : {},
  };
  const changed = Object.fromEntries(Object.entries(sections).filter(([, section]) => !isEmpty(section)));
  if (isEmpty(changed)) return undefined;
  const text = stringify(changed, { lineWidth: 0, customTags: [resetTag, insteadTag], aliasDuplicateObjects: false });
  return `# What this run changes of the compose files. Written anew by every \`up\`.\n\n${text}`;
}

function mapChanges<T>(all: Readonly<Record<string, T>>, change: (value: T, name: string) => Changes): Changes {
  const changed = Object.entries(all).map(([name, value]) => [name, change(value, name)] as const);
  return Object.fromEntries(changed.filter(([, changes]) => !isEmpty(changes)));
}

function isEmpty(changes: Changes): boolean {
  return Object.keys(changes).length === 0;
}

function serviceChanges(name: string, service: Service, { moved, leftOut, isolate }: OverrideFacts): Changes {
  if (leftOut.includes(name)) return { profiles: new Instead([NEVER]) };
  const lost = Object.entries(service.depends_on).filter(([dependency]) => leftOut.includes(dependency));
  const ownMoves = moved.filter((port) => port.service === name);
  const fixed = isolate ? mapChanges(service.networks, fixedAddresses) : {};
  return {
    ...(lost.length === 0 ? {} : { depends_on: optional(lost) }),
    ...(ownMoves.length === 0 ? {} : { ports: new Instead(movedPorts(service, ownMoves)) }),
    ...(isolate && service.container_name !== undefined ? { container_name: RESET } : {}),
    ...(isEmpty(fixed) ? {} : { networks: fixed }),
  };
}

function optional(dependencies: readonly (readonly [string, { readonly condition: string }])[]): Changes {
  return Object.fromEntries(dependencies.map(([name, { condition }]) => [name, { condition, required: false }]));
}

function movedPorts({ ports }: Service, moves: readonly MovedPort[]): readonly unknown[] {
  return ports.map((port, index) => {
    const move = moves.find((candidate) => candidate.index === index);
    return move === undefined ? port : { ...port, published: String(move.movedTo) };
  });
}

function fixedAddresses(network: Service['networks'][string]): Changes {
  return {
    ...(network?.ipv4_address === undefined ? {} : { ipv4_address: RESET }),
    ...(network?.ipv6_address === undefined ? {} : { ipv6_address: RESET }),
  };
}

type Named = Model['networks'][string];

/** Two networks can't have one subnet on an engine. */
function isolatedNetwork(key: string, network: Named, model: Model): Changes {
  if (network.external === true) return {};
  const { config = [] } = (network.ipam ?? {}) as { readonly config?: readonly unknown[] };
  return { ...isolatedName(key, network, model), ...(config.length === 0 ? {} : { ipam: RESET }) };
}

/** A name of its own would make two stacks share it: it gets the one that compose would have made up. */
function isolatedName(key: string, { name, external }: Named, { name: project }: Model): Changes {
  const usual = `${project}_${key}`;
  return external === true || name === undefined || name === usual ? {} : { name: usual };
}
