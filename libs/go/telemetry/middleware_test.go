package telemetry_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"observatory.example/libs/telemetry"
)

// service is a server with all of the package in place, and what it logged.
type service struct {
	handler http.Handler
	log     bytes.Buffer
}

func newService(mux *http.ServeMux) *service {
	s := &service{}
	metrics := telemetry.NewMetrics("shop", "1.2.3")
	mux.Handle("GET /metrics", metrics.Handler())
	logger := telemetry.NewLogger(&s.log, "shop", slog.LevelDebug)
	s.handler = telemetry.Middleware(logger, metrics, telemetry.NewTracing("shop", "1.2.3", nil, logger), telemetry.Routes(mux))
	return s
}

func (s *service) do(method, target string, header http.Header) *http.Response {
	request := httptest.NewRequest(method, target, nil)
	request.Header = header
	response := httptest.NewRecorder()
	s.handler.ServeHTTP(response, request)
	return response.Result()
}

func (s *service) get(target string) *http.Response {
	return s.do(http.MethodGet, target, http.Header{})
}

func bodyOf(t *testing.T, response *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func problemOf(t *testing.T, response *http.Response) telemetry.Problem {
	t.Helper()
	if got := response.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("got the content type %q, want that of a problem", got)
	}
	var problem telemetry.Problem
	if err := json.Unmarshal([]byte(bodyOf(t, response)), &problem); err != nil {
		t.Fatal(err)
	}
	return problem
}

func TestRequestsAreLogged(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "short")
	})
	health := telemetry.NewHealth("shop", "1.2.3")
	mux.HandleFunc("GET /api/health", health.Alive)
	s := newService(mux)

	s.do(http.MethodGet, "/items/Bearer%20hunter2?password=hunter2", http.Header{"X-Request-Id": {"abc"}})
	s.get("/api/health")
	s.get("/nothing")

	if strings.Contains(s.log.String(), "hunter2") {
		t.Errorf("a secret is logged: %s", s.log.String())
	}
	lines := decodeLines(t, s.log.String())
	for key, want := range map[string]any{
		"level": "info", "message": "request completed", "request_id": "abc", "method": "GET", "route": "/items/{id}",
		"path": "/items/Bearer [redacted]", "status": 418.0, "response_bytes": 5.0,
	} {
		if got := lines[0][key]; got != want {
			t.Errorf("%s: got %v, want %v", key, got, want)
		}
	}
	if _, ok := lines[0]["duration_ms"].(float64); !ok {
		t.Errorf("got the duration %v, want a number", lines[0]["duration_ms"])
	}
	if lines[1]["level"] != "debug" || lines[1]["route"] != "/api/health" {
		t.Errorf("got %v for a probe, want it at debug", lines[1])
	}
	if lines[2]["level"] != "info" || lines[2]["route"] != "unmatched" || lines[2]["status"] != 404.0 {
		t.Errorf("got %v for an unknown path", lines[2])
	}
}

func TestRequestsAreMeasured(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/items/{id}", func(http.ResponseWriter, *http.Request) {})
	s := newService(mux)
	s.get("/items/1")
	s.get("/items/2")
	s.do("BREW", "/items/3", http.Header{})
	s.get("/no/such/path")

	metrics := bodyOf(t, s.get("/metrics"))
	for _, want := range []string{
		`http_requests_total{method="GET",route="/items/{id}",status="200"} 2`,
		`http_requests_total{method="other",route="/items/{id}",status="200"} 1`,
		`http_requests_total{method="GET",route="unmatched",status="404"} 1`,
		`http_request_duration_seconds_count{method="GET",route="/items/{id}"} 2`,
		`service_info{service="shop",version="1.2.3"} 1`,
		`process_start_time_seconds `,
		`go_goroutines `,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("%s is missing in\n%s", want, metrics)
		}
	}
}

func TestPanicBecomesAProblem(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /bug", func(http.ResponseWriter, *http.Request) { panic("out of Bearer hunter2") })
	s := newService(mux)
	response := s.do(http.MethodGet, "/bug", http.Header{"X-Request-Id": {"abc"}})

	if response.StatusCode != http.StatusInternalServerError {
		t.Errorf("got status %d, want 500", response.StatusCode)
	}
	if problem := problemOf(t, response); problem.RequestID != "abc" || strings.Contains(problem.Detail, "out of") {
		t.Errorf("got %+v, want the request id and nothing of the panic", problem)
	}
	lines := decodeLines(t, s.log.String())
	if lines[0]["level"] != "error" || lines[0]["panic"] != "out of Bearer [redacted]" || lines[0]["stack"] == "" {
		t.Errorf("got %v, want the panic in the log", lines[0])
	}
	if lines[1]["status"] != 500.0 {
		t.Errorf("got %v, want the status 500 in the access log", lines[1])
	}
}

func TestHalfAnAnswerIsBrokenOff(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /half", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half")
		_ = http.NewResponseController(w).Flush()
		panic("no more")
	})
	mux.HandleFunc("GET /abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	s := newService(mux)
	server := httptest.NewServer(s.handler)
	defer server.Close()

	response, err := http.Get(server.URL + "/half")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %q, %v, want a broken connection", body, err)
	}
	if response, err := http.Get(server.URL + "/abort"); err == nil {
		response.Body.Close()
		t.Errorf("got %s for an aborted request, want a broken connection", response.Status)
	}
}
