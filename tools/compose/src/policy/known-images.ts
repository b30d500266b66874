/** `ghcr.io/acme/postgres:17@sha256:…` in its parts. */
export interface ImageName {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Splits the name of an image; a colon before the last slash belongs to a registry's port. */
export function parseImageName(image: string): ImageName {
  const [named = '', digest] = image.split('@', 2);
  const colon = named.lastIndexOf(':');
  const tagged = colon > named.lastIndexOf('/');
  return {
    repository: tagged ? named.slice(0, colon) : named,
    ...(tagged && colon + 1 < named.length ? { tag: named.slice(colon + 1) } : {}),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The last word of an image's repository: `postgres` for `docker.io/library/postgres:17`. */
function baseName(image: string | undefined): string {
  return (
    parseImageName(image ?? '')
      .repository.split('/')
      .at(-1) ?? ''
  );
}

const DATABASES =
  /^(?:postgres|postgresql|postgis|pgvector|timescaledb(?:-ha)?|mysql|mariadb|percona|mongo|mongodb|mongodb-community-server|ferretdb|redis|redis-stack(?:-server)?|valkey|keydb|dragonfly|memcached|neo4j|qdrant|weaviate|milvus|chroma|cassandra|scylla|couchdb|couchbase|elasticsearch|opensearch|solr|meilisearch|typesense|clickhouse(?:-server)?|influxdb|cockroach|arangodb|rethinkdb|etcd|mssql|server|oracle-xe)$/;

/** True for the image of a store of data. */
export function isDatabase(image: string | undefined): boolean {
  const name = baseName(image);
  if (name === 'server') return parseImageName(image ?? '').repository.includes('mssql');
  return DATABASES.test(name);
}

const GATEWAYS =
  /^(?:nginx|nginx-unprivileged|openresty|traefik|caddy|haproxy|envoy|httpd|kong|apisix|gateway|ingress|proxy|reverse-proxy)$/;

/** True for a service whose trade is to be the door of a stack. */
export function isGateway(name: string, image: string | undefined): boolean {
  return GATEWAYS.test(name) || GATEWAYS.test(baseName(image));
}

const HOST_WATCHERS =
  /^(?:node-exporter|node_exporter|cadvisor|scaphandre|process-exporter|smartctl-exporter|netdata|alloy|promtail|fluent-bit|fluentd|vector|filebeat)$/;

/** True for an image that measures the machine it runs on or ships its logs, and has to see it for that. */
export function watchesTheHost(image: string | undefined): boolean {
  return HOST_WATCHERS.test(baseName(image));
}

/** Programs that health checks are often written with, and well-known images that do not have them. */
const LACKING: readonly (readonly [RegExp, readonly string[]])[] = [
  [/(?:^|\/)qdrant\/qdrant$/, ['curl', 'wget']],
  [/(?:^|\/)ollama\/ollama$/, ['curl', 'wget']],
  [/(?:^|\/)grafana\/alloy$/, ['curl', 'wget']],
  [/(?:^|\/)grafana\/(?:loki|tempo|mimir)$/, ['sh', 'bash', 'curl', 'wget']],
  [/(?:^|\/)otel\/opentelemetry-collector/, ['sh', 'bash', 'curl', 'wget']],
  [/(?:^|\/)distroless\//, ['sh', 'bash', 'curl', 'wget']],
  [/(?:^|\/)(?:postgres|debian|ubuntu|mongo|mariadb)$/, ['curl', 'wget']],
];

/** True where it is known that an image does not bring a program. Small bases of the same name have wget from BusyBox. */
export function isKnownToLack(image: string, program: string): boolean {
  const { repository, tag = '' } = parseImageName(image);
  return LACKING.some(
    ([known, programs]) =>
      known.test(repository) && programs.includes(program) && !(program === 'wget' && tag.includes('alpine')),
  );
}
