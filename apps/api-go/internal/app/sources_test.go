package app_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Neither of the two stores is there, which must keep nobody from starting, asking and stopping.
func TestServeWithoutItsStores(t *testing.T) {
	port := freePort(t)
	variables := map[string]string{
		"HOST": "127.0.0.1", "PORT": port, "DATABASE_HOST": "127.0.0.1", "DATABASE_PORT": "1", "DATABASE_PASSWORD": "hunter2",
		"REDIS_HOST": "127.0.0.1", "REDIS_PORT": "1", "REDIS_PASSWORD": "hunter2", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1",
	}
	ctx, stop := context.WithCancelCause(t.Context())
	var serving program
	ended := make(chan int, 1)
	go func() { ended <- serving.run(ctx, variables) }()
	url := "http://127.0.0.1:" + port
	status, ready := poll(t, url+"/ready")
	if status != http.StatusServiceUnavailable || !strings.Contains(ready, `"name":"database","status":"down"`) ||
		!strings.Contains(ready, `"name":"redis","status":"down","detail":"degraded, answers are made anew each time: `) {
		t.Errorf("got %d %s", status, ready)
	}
	if status, problem := poll(t, url+"/api/calls"); status != http.StatusServiceUnavailable ||
		!strings.Contains(problem, `"detail":"The database cannot be reached. Try again later."`) {
		t.Errorf("got %d %s", status, problem)
	}
	_, metrics := poll(t, url+"/metrics")
	for _, want := range []string{
		`cache_requests_total{result="away"} 1`, `database_pool_connections_max 8`,
		`store_query_duration_seconds_count{outcome="error",query="calls",store="database"} 1`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("%s is missing in\n%s", want, metrics)
		}
	}

	started := time.Now()
	stop(errors.New("enough"))
	if code := <-ended; code != 0 || time.Since(started) > 3*time.Second {
		t.Errorf("got the exit code %d after %s", code, time.Since(started))
	}
	log := serving.stdout.String()
	for _, want := range []string{
		`"database_host":"127.0.0.1","redis_host":"127.0.0.1","traces_endpoint":"http://127.0.0.1:1"`, `"message":"the cache is away`,
		`"message":"traces cannot be sent; this is said once"`, `"trace_id":"`,
	} {
		if !strings.Contains(log, want) {
			t.Errorf("%s is missing in\n%s", want, log)
		}
	}
	if strings.Contains(log+serving.stderr.String(), "hunter2") {
		t.Errorf("got a password in\n%s", log)
	}
}

// poll asks until somebody answers, and returns the status and the body.
func poll(t *testing.T, url string) (int, string) {
	t.Helper()
	for range 200 {
		response, err := http.Get(url)
		if err != nil {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		return response.StatusCode, string(body)
	}
	t.Fatal("nobody answers at " + url)
	return 0, ""
}
