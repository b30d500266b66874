-- The table that core's migrations make, as far as anything here reads it.
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
  unique (trace_id, span_id, start_time)
);
create index on spans (service, start_time desc);
create index on spans (start_time desc);
create index on spans (start_time desc) where attributes ? 'gen_ai.request.model' or attributes ? 'gen_ai.operation.name';
