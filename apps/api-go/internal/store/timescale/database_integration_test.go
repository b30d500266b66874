package timescale_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/postgres"
	"observatory.example/api-go/internal/store/timescale"
	"observatory.example/libs/config"
)

// database is a schema of its own in the database that the settings of the tests name.
type database struct {
	pool   *postgres.Pool
	writer *pgconn.PgConn
}

// openDatabase skips the test where no database is named.
func openDatabase(t *testing.T) *database {
	t.Helper()
	host := os.Getenv("TEST_DATABASE_HOST")
	if host == "" {
		t.Skip("needs a PostgreSQL: TEST_DATABASE_HOST, _PORT, _NAME, _USER and _PASSWORD")
	}
	get := func(name, fallback string) string {
		if value := os.Getenv("TEST_DATABASE_" + name); value != "" {
			return value
		}
		return fallback
	}
	port, err := strconv.Atoi(get("PORT", "5432"))
	must(t, err)
	schema := fmt.Sprintf("test_%x", rand.Uint64())
	name, user, password := get("NAME", "observatory"), get("USER", "observatory"), get("PASSWORD", "")

	target, err := pgconn.ParseConfig(fmt.Sprintf("host=%s port=%d dbname=%s user=%s", host, port, name, user))
	must(t, err)
	target.Password = password
	writer, err := pgconn.ConnectConfig(t.Context(), target)
	must(t, err)
	t.Cleanup(func() { _ = writer.Close(context.WithoutCancel(t.Context())) })
	ddl, err := os.ReadFile("testdata/schema.sql")
	must(t, err)
	d := &database{writer: writer}
	d.exec(t, fmt.Sprintf("create schema %s; set search_path = %s, public; %s", schema, schema, ddl))
	t.Cleanup(func() { d.exec(t, "drop schema "+schema+" cascade") })
	d.exec(t, `do $$ begin
  if exists (select from pg_extension where extname = 'timescaledb') then
    perform create_hypertable('spans', 'start_time', chunk_time_interval => interval '1 day', create_default_indexes => false);
  end if;
end $$`)

	d.pool, err = postgres.NewPool(postgres.Config{
		Host: host, Port: port, Database: name, User: user, Password: config.NewSecret(password), Timeout: 20 * time.Second, MaxConns: 2,
		Parameters: map[string]string{"search_path": schema},
	})
	must(t, err)
	t.Cleanup(d.pool.Close)
	return d
}

func (d *database) store() timescale.Store {
	return timescale.Store{Pool: d.pool, MaxSpans: timescale.DefaultMaxSpans}
}

func (d *database) exec(t *testing.T, sql string) {
	t.Helper()
	_, err := d.writer.Exec(context.WithoutCancel(t.Context()), sql).ReadAll() // cleaning up, too
	must(t, err)
}

func (d *database) insert(t *testing.T, spans []core.Span) {
	t.Helper()
	encoded, err := json.Marshal(spans)
	must(t, err)
	must(t, d.writer.ExecParams(t.Context(), `insert into spans
select 'epoch'::timestamptz + (start_unix_nano / 1000) * interval '1 microsecond', start_unix_nano, end_unix_nano,
  decode(trace_id, 'hex'), decode(span_id, 'hex'), decode(parent_span_id, 'hex'), service, name,
  array_position(array['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'], kind) - 1,
  array_position(array['unset', 'ok', 'error'], status) - 1, status_message, attributes, resource
from jsonb_to_recordset($1::jsonb) as span(start_unix_nano bigint, end_unix_nano bigint, trace_id text, span_id text,
  parent_span_id text, service text, name text, kind text, status text, status_message text, attributes jsonb, resource jsonb)`,
		[][]byte{encoded}, nil, nil, nil).Read().Err)
	d.exec(t, "analyze spans")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
