import { stringify, type Scalar, type YAMLMap, type YAMLSeq, Document } from 'yaml';
import type { Model } from '../merged/model.js';
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

/** No run asks for this profile, so a service that has it alone does not start. */
const NEVER = 'slipway-left-out';

/** The text of the override that compose merges last; `undefined` where there is nothing to change. */
export function overrideText(facts: OverrideFacts): string | undefined {
  const document = new Document({});
  const services = Object.keys(facts.model.services).flatMap((name) => {
    const changes = serviceChanges(name, facts, document);
    return changes === undefined ? [] : [[name, changes] as const];
  });
  const networks = facts.isolate ? isolatedNetworks(facts.model, document) : [];
  const volumes = facts.isolate ? isolatedNames(facts.model, facts.model.volumes) : [];
  if (services.length + networks.length + volumes.length === 0) return undefined;
  document.commentBefore = ' What this run changes of the compose files. Written anew by every `up`.';
  for (const [key, entries] of [
    ['services', services],
    ['networks', networks],
    ['volumes', volumes],
  ] as const) {
    if (entries.length > 0) document.set(key, document.createNode(Object.fromEntries(entries)));
  }
  return stringify(document, { lineWidth: 0 });
}

function serviceChanges(name: string, facts: OverrideFacts, document: Document): YAMLMap | undefined {
  const { model, moved, leftOut, isolate } = facts;
  const service = model.services[name];
  if (service === undefined) return undefined;
  const changes = document.createNode({}) as YAMLMap;
  if (leftOut.includes(name)) {
    changes.set('profiles', tagged(document, [NEVER], '!override'));
    return changes;
  }
  const lost = Object.entries(service.depends_on).filter(([dependency]) => leftOut.includes(dependency));
  if (lost.length > 0) {
    const optional = lost.map(([dependency, { condition }]) => [dependency, { condition, required: false }]);
    changes.set('depends_on', document.createNode(Object.fromEntries(optional)));
  }
  const ownMoves = moved.filter((port) => port.service === name);
  if (ownMoves.length > 0) {
    const ports = service.ports.map((port, index) => {
      const move = ownMoves.find((candidate) => candidate.index === index);
      return move === undefined ? port : { ...port, published: String(move.movedTo) };
    });
    changes.set('ports', tagged(document, ports, '!override'));
  }
  if (isolate && service.container_name !== undefined) changes.set('container_name', nothing(document));
  if (isolate) {
    const fixed = Object.entries(service.networks).filter(
      ([, network]) => network?.ipv4_address !== undefined || network?.ipv6_address !== undefined,
    );
    if (fixed.length > 0) {
      const networks = document.createNode({}) as YAMLMap;
      for (const [network, settings] of fixed) {
        const addresses = document.createNode({}) as YAMLMap;
        for (const key of ['ipv4_address', 'ipv6_address'] as const) {
          if (settings?.[key] !== undefined) addresses.set(key, nothing(document));
        }
        networks.set(network, addresses);
      }
      changes.set('networks', networks);
    }
  }
  return changes.items.length === 0 ? undefined : changes;
}

function tagged(document: Document, items: readonly unknown[], tag: string): YAMLSeq {
  const node = document.createNode(items) as YAMLSeq;
  node.tag = tag;
  return node;
}

/** Takes a setting away that another file made. */
function nothing(document: Document): Scalar {
  const node = document.createNode(null) as Scalar;
  node.tag = '!reset';
  return node;
}

/** Two networks can't have one subnet on an engine, and a name of its own would make two stacks share a network. */
function isolatedNetworks(model: Model, document: Document): readonly (readonly [string, unknown])[] {
  const named = new Map(isolatedNames(model, model.networks));
  return Object.entries(model.networks).flatMap(([key, network]) => {
    const { ipam, external } = network;
    const subnets = (ipam as { readonly config?: readonly unknown[] } | undefined)?.config ?? [];
    if (external === true || (subnets.length === 0 && !named.has(key))) return [];
    const changes = document.createNode({ ...named.get(key) }) as YAMLMap;
    if (subnets.length > 0) changes.set('ipam', nothing(document));
    return [[key, changes] as const];
  });
}

/** Networks or volumes with a name of their own, given the one that compose would have made up. */
function isolatedNames(
  { name: project }: Model,
  all: Model['networks'],
): readonly (readonly [string, { readonly name: string }])[] {
  return Object.entries(all).flatMap(([key, { name, external }]) => {
    const usual = `${project}_${key}`;
    return external === true || name === undefined || name === usual ? [] : [[key, { name: usual }] as const];
  });
}
