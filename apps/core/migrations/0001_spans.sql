-- One row a span. Chunks of a day keep the indexes that are written to in memory, and make old days cheap to drop.
create extension if not exists timescaledb;

create table spans (
  start_time timestamptz not null,
  start_unix_nano bigint not null,
  end_unix_nano bigint not null,
  trace_id bytea not null,
  span_id bytea not null,
  parent_span_id bytea,
  service text not null,
  name text not null,
  kind smallint not null,
  status smallint not null,
  status_message text not null default '',
  attributes jsonb not null default '{}',
  resource jsonb not null default '{}',
  events jsonb not null default '[]',
  links jsonb not null default '[]',
  scope_name text not null default '',
  scope_version text not null default '',
  -- A hypertable wants its time in every unique index; a span that is sent again starts at the same time.
  constraint spans_key unique (trace_id, span_id, start_time)
);

select create_hypertable('spans', by_range('start_time', interval '1 day'), create_default_indexes => false);

create index spans_start_time on spans (start_time desc);
create index spans_service_start_time on spans (service, start_time desc);
create index spans_model_calls on spans (start_time desc)
  where attributes ? 'gen_ai.request.model' or attributes ? 'gen_ai.operation.name';

comment on table spans is 'Operations of services, as received over OTLP';
comment on column spans.start_time is 'start_unix_nano in microseconds, rounded down';
comment on column spans.kind is 'OTLP SpanKind: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer';
comment on column spans.status is 'OTLP StatusCode: 0 unset, 1 ok, 2 error';
comment on column spans.events is '[{"name", "time_unix_nano": decimal string, "attributes"}]';
comment on column spans.links is '[{"trace_id": hex, "span_id": hex, "trace_state", "attributes"}]';
