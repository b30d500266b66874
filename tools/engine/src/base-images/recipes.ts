/** A stand-in that can be built from packages, for every tag that its recipe understands. */
export interface Recipe {
  /** Folder below `stand-ins`, with the Dockerfile. */
  readonly folder: string;
  /** The names that it can stand for; the group `version` becomes the build argument VERSION. */
  readonly names: RegExp;
  /** The images that it is built upon. */
  readonly upon: readonly string[];
  /** What has to be fetched on this machine first, since the build itself cannot. */
  readonly fetch: 'debian' | 'npm' | 'nothing';
}

const FORKY = 'debian:forky-slim';
const TRIXIE = 'debian:trixie-slim';
const GO = 'golang:1.26';

/** Every stand-in. Those that take longest stand first, since they are started first. */
export const RECIPES: readonly Recipe[] = [
  // Built upon by the others.
  { folder: 'debian', names: /^debian:(?<version>trixie|forky)-slim$/, upon: [], fetch: 'debian' },
  { folder: 'rust', names: /^rust:1-slim$/, upon: [FORKY], fetch: 'nothing' },
  { folder: 'golang', names: /^golang:(?<version>1\.\d+)$/, upon: [TRIXIE], fetch: 'nothing' },
  { folder: 'python', names: /^python:3\.13-slim$/, upon: [TRIXIE], fetch: 'nothing' },
  { folder: 'node', names: /^node:(?<version>\d+)-slim$/, upon: [TRIXIE], fetch: 'npm' },
  // What a stack runs.
  { folder: 'loki', names: /^grafana\/loki:3(?:\.\d+){2}$/, upon: [GO], fetch: 'nothing' },
  { folder: 'jaeger', names: /^jaegertracing\/jaeger:2(?:\.\d+){2}$/, upon: [GO], fetch: 'nothing' },
  { folder: 'mongodb', names: /^mongo:8(?:\.\d+){0,2}$/, upon: [GO, FORKY], fetch: 'nothing' },
  { folder: 'object-store', names: /^versity\/versitygw:v1(?:\.\d+){2}$/, upon: [GO], fetch: 'nothing' },
  {
    folder: 'otel-collector',
    names: /^otel\/opentelemetry-collector-contrib:0(?:\.\d+){2}$/,
    upon: [GO],
    fetch: 'nothing',
  },
  { folder: 'pgadmin', names: /^dpage\/pgadmin4:9\.\d+$/, upon: ['python:3.13-slim'], fetch: 'nothing' },
  { folder: 'neo4j', names: /^neo4j:5(?:\.\d+){2}-community$/, upon: [TRIXIE], fetch: 'nothing' },
  { folder: 'timescaledb', names: /^timescale\/timescaledb:2(?:\.\d+){2}-pg17$/, upon: [TRIXIE], fetch: 'nothing' },
  { folder: 'prometheus', names: /^prom\/prometheus:v3(?:\.\d+){2}$/, upon: [FORKY], fetch: 'nothing' },
  { folder: 'alertmanager', names: /^prom\/alertmanager:v0(?:\.\d+){2}$/, upon: [FORKY], fetch: 'nothing' },
  { folder: 'node-exporter', names: /^prom\/node-exporter:v1(?:\.\d+){2}$/, upon: [FORKY], fetch: 'nothing' },
  { folder: 'nginx', names: /^nginxinc\/nginx-unprivileged:1(?:\.\d+){2}-alpine$/, upon: [FORKY], fetch: 'nothing' },
  { folder: 'redis', names: /^redis:8(?:\.\d+){0,2}-alpine$/, upon: [FORKY], fetch: 'nothing' },
];

/** A recipe applied to one name. */
export interface StandIn {
  readonly name: string;
  readonly recipe: Recipe;
  readonly version: string | undefined;
}

/** The stand-in for a name, where there is a recipe. */
export function findStandIn(name: string): StandIn | undefined {
  for (const recipe of RECIPES) {
    const match = recipe.names.exec(name);
    if (match !== null) return { name, recipe, version: match.groups?.['version'] };
  }
  return undefined;
}

/** Everything that a name is built upon, nearest first. */
export function foundationsOf(name: string): readonly string[] {
  const upon = findStandIn(name)?.recipe.upon ?? [];
  return [...new Set([...upon, ...upon.flatMap(foundationsOf)])];
}
