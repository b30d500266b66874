-- Days that nobody writes to any more take about a tenth of the room as columns. This is not part of what Apache-licensed builds of
-- TimescaleDB can do, so those keep rows.
do $$
begin
  if current_setting('timescaledb.license') <> 'timescale' then
    return;
  end if;
  alter table spans set (
    timescaledb.compress,
    timescaledb.compress_segmentby = 'service',
    timescaledb.compress_orderby = 'start_time desc, trace_id, span_id'
  );
  perform add_compression_policy('spans', interval '7 days');
end
$$;
