package telemetry_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"observatory.example/libs/telemetry"
)

// exporting lets send make one span at a time, each of which is sent before it returns.
func exporting(t *testing.T, c *collector) (log *bytes.Buffer, send func()) {
	t.Helper()
	t.Setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1")
	log = &bytes.Buffer{}
	logger := telemetry.NewLogger(log, "shop", slog.LevelInfo)
	tracing := telemetry.NewTracing("shop", "1.2.3", c.endpoint(t), logger)
	handler := telemetry.Middleware(slog.New(slog.DiscardHandler), telemetry.NewMetrics("shop", "1"), tracing, http.NotFoundHandler())
	return log, func() {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
		tracing.Flush(context.Background())
	}
}

func TestCollectorThatIsAwayIsMentionedOnceAndItsReturnToo(t *testing.T) {
	c := startCollector(t)
	log, send := exporting(t, c)
	c.refuse = []int{http.StatusBadRequest, http.StatusBadRequest}
	for range 4 {
		send()
	}
	lines := decodeLines(t, log.String())
	if len(lines) != 2 {
		t.Fatalf("got %s", log.String())
	}
	if lines[0]["level"] != "warn" || !strings.Contains(lines[0]["error"].(string), "answered 400 Bad Request") {
		t.Errorf("got %v", lines[0])
	}
	if lines[1]["message"] != "traces are sent again" || lines[1]["spans_lost"] != 2.0 {
		t.Errorf("got %v", lines[1])
	}
}

func TestCollectorThatIsBusyIsAskedAgain(t *testing.T) {
	c := startCollector(t)
	log, send := exporting(t, c)
	c.refuse = []int{http.StatusServiceUnavailable}
	send()
	if spans, _ := c.received(); len(spans) != 1 || log.String() != "" {
		t.Errorf("got %v and the log %s", spans, log.String())
	}
}

func TestNobodyAtTheEndpoint(t *testing.T) {
	c := startCollector(t)
	log, send := exporting(t, c)
	c.Close()
	send()
	if !strings.Contains(log.String(), "connection refused") {
		t.Errorf("got %s", log.String())
	}
}
