package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"observatory.example/api-go/internal/postgres"
	"observatory.example/libs/config"
)

// open skips the test where no database is named.
func open(t *testing.T, change func(*postgres.Config)) *postgres.Pool {
	t.Helper()
	get := func(name, fallback string) string {
		if value := os.Getenv("TEST_DATABASE_" + name); value != "" {
			return value
		}
		return fallback
	}
	if get("HOST", "") == "" {
		t.Skip("needs a PostgreSQL: TEST_DATABASE_HOST, _PORT, _NAME, _USER and _PASSWORD")
	}
	port, err := strconv.Atoi(get("PORT", "5432"))
	if err != nil {
		t.Fatal(err)
	}
	c := postgres.Config{
		Host: get("HOST", ""), Port: port, Database: get("NAME", "observatory"), User: get("USER", "observatory"),
		Password: config.NewSecret(get("PASSWORD", "")), Timeout: 20 * time.Second, MaxConns: 3,
	}
	change(&c)
	pool, err := postgres.NewPool(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func asIs(*postgres.Config) {}

// number asks for one number.
func number(ctx context.Context, pool *postgres.Pool, sql string, args ...any) (int, error) {
	numbers, err := postgres.Query[int](ctx, pool, postgres.Statement{Summary: "SELECT number", SQL: sql, Args: args})
	if err != nil || len(numbers) != 1 {
		return 0, err
	}
	return numbers[0], nil
}

func reasonOf(err error) postgres.Reason {
	if failed, ok := errors.AsType[*postgres.Error](err); ok {
		return failed.Reason
	}
	return postgres.Reason(fmt.Sprint(err))
}

func TestNobodyThere(t *testing.T) {
	pool, err := postgres.NewPool(postgres.Config{Host: "127.0.0.1", Port: 1, Database: "x", User: "x", Timeout: time.Second, MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if err := pool.Ready(t.Context(), postgres.Statement{SQL: "select 1"}); reasonOf(err) != postgres.Unreachable {
		t.Errorf("got %v", err)
	}
}

func TestQuery(t *testing.T) {
	pool := open(t, asIs)
	if got, err := number(t.Context(), pool, "select $1::int + cardinality($2::text[])", 40, []string{"a", `b"`}); got != 42 || err != nil {
		t.Errorf("got %d, %v", got, err)
	}
	if _, err := number(t.Context(), pool, "select 'x'"); err == nil || !strings.Contains(err.Error(), `decoding a row of "SELECT number"`) {
		t.Errorf("got %v", err)
	}
}

func TestSessionsOnlyReadAndDoNotTakeLong(t *testing.T) {
	pool := open(t, func(c *postgres.Config) { c.Timeout = 200 * time.Millisecond })
	if _, err := number(t.Context(), pool, "create table written (a int)"); reasonOf(err) != postgres.Refused {
		t.Errorf("got %v", err)
	}
	if _, err := number(t.Context(), pool, "select 1 from pg_sleep(10)"); reasonOf(err) != postgres.TimedOut {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := number(ctx, pool, "select 1 from pg_sleep(10)"); reasonOf(err) != postgres.TimedOut {
		t.Errorf("got %v", err)
	}
	if got, err := number(t.Context(), pool, "select 7"); got != 7 || err != nil {
		t.Errorf("got %d, %v afterwards", got, err)
	}
}

// That is what a restart of the database leaves behind.
func TestBrokenConnectionsAreReplacedWithoutAnybodyNoticing(t *testing.T) {
	pool, other := open(t, asIs), open(t, asIs)
	var asking sync.WaitGroup
	for range 3 {
		asking.Go(func() { _, _ = number(t.Context(), pool, "select 1 from pg_sleep(0.2)") })
	}
	asking.Wait()
	if idle := pooled(t, pool)["idle"]; idle != 3 {
		t.Fatalf("got %v idle connections", idle)
	}
	killed, err := number(t.Context(), other,
		"select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'api-go' and pid <> pg_backend_pid() and query like '%pg_sleep(0.2)%'")
	if killed < 3 || err != nil {
		t.Fatalf("ended %d connections, %v", killed, err)
	}
	if got, err := number(t.Context(), pool, "select 7"); got != 7 || err != nil {
		t.Errorf("got %d, %v", got, err)
	}
}

func TestConnectionsAreBounded(t *testing.T) {
	pool := open(t, asIs)
	var asking sync.WaitGroup
	for range 12 {
		asking.Go(func() {
			if _, err := number(t.Context(), pool, "select 1 from pg_sleep(0.02)"); err != nil {
				t.Error(err)
			}
		})
	}
	asking.Wait()
	if got := pooled(t, pool); got["idle"] != 3 || got["database_pool_connections_max"] != 3 || got["database_pool_acquires_total"] != 12 ||
		got["database_pool_wait_seconds_total"] <= 0 {
		t.Errorf("got %v", got)
	}
}

// pooled returns the metrics of a pool, those with a state by that.
func pooled(t *testing.T, pool *postgres.Pool) map[string]float64 {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(pool)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			name := family.GetName()
			if labels := metric.GetLabel(); len(labels) > 0 {
				name = labels[0].GetValue()
			}
			values[name] = metric.GetGauge().GetValue() + metric.GetCounter().GetValue()
		}
	}
	return values
}
