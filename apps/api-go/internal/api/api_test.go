package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"observatory.example/api-go/internal/api"
	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/core/coretest"
	"observatory.example/api-go/internal/store/corestore"
	"observatory.example/libs/telemetry"
)

// service is the whole API over a fake core, and its log.
type service struct {
	core    *coretest.Core
	api     api.API
	handler http.Handler
	log     bytes.Buffer
}

func start(t *testing.T, spans ...core.Span) *service {
	t.Helper()
	return startWithBudget(t, time.Minute, spans...)
}

func startWithBudget(t *testing.T, budget time.Duration, spans ...core.Span) *service {
	t.Helper()
	s := &service{core: coretest.Start(t, spans...)}
	client := s.core.Client()
	client.MaxSpans = maxSpans
	logger := telemetry.NewLogger(&s.log, "api-go", slog.LevelInfo)
	s.api = api.API{
		Logger:  logger,
		Metrics: telemetry.NewMetrics("api-go", "1.2.3"),
		Tracing: telemetry.NewTracing("api-go", "1.2.3", nil, logger),
		Health:  telemetry.NewHealth("api-go", "1.2.3", telemetry.Dependency{Name: "core", Probe: client.Ready}),
		Store:   corestore.Store{Core: client},
		Budget:  budget,
	}
	s.handler = s.api.Handler()
	return s
}

func (s *service) do(request *http.Request) *httptest.ResponseRecorder {
	response := httptest.NewRecorder()
	s.handler.ServeHTTP(response, request)
	return response
}

// get returns the status and the decoded body of the answer.
func (s *service) get(t *testing.T, target string) (int, map[string]any) {
	t.Helper()
	response := s.do(httptest.NewRequest(http.MethodGet, target, nil))
	var document map[string]any
	if err := json.Unmarshal(response.Body.Bytes(), &document); err != nil {
		t.Fatalf("%s: %v in %q", target, err, response.Body)
	}
	return response.Code, document
}

// field collects the values of one field over a list of objects.
func field(list any, name string) string {
	values := []any{}
	for _, element := range list.([]any) {
		values = append(values, element.(map[string]any)[name])
	}
	return fmt.Sprint(values)
}

// maxSpans is small, so that a test can pass it.
const maxSpans = 20

const otherTrace = "ffffffffffffffffffffffffffffffff"

func scene() []core.Span {
	other := coretest.Span("9", "", 9_000_000)
	other.TraceID, other.Service = otherTrace, "search"
	call := coretest.ModelCall("3", "1", 3_000_000, "large")
	call.Service = "gateway"
	return []core.Span{other, coretest.ModelCall("4", "1", 4_000_000, "small"), call, coretest.Span("1", "", 1_000_000)}
}

func TestTraces(t *testing.T) {
	s := start(t, scene()...)
	for target, want := range map[string]string{
		"/api/traces":                         "[" + otherTrace + " " + coretest.TraceID + "]",
		"/api/traces?limit=1":                 "[" + otherTrace + "]",
		"/api/traces?service=gateway":         "[" + coretest.TraceID + "]",
		"/api/traces?service=&limit=":         "[" + otherTrace + " " + coretest.TraceID + "]",
		"/api/traces?service=none&limit=1000": "[]",
	} {
		status, document := s.get(t, target)
		if got := field(document["traces"], "trace_id"); status != http.StatusOK || got != want || document["complete"] != true {
			t.Errorf("%s: got %d %v", target, status, document)
		}
	}
	_, document := s.get(t, "/api/traces?service=gateway")
	if got := field(document["traces"], "span_count"); got != "[3]" {
		t.Errorf("got %s spans, want the whole trace", got)
	}
}

func TestTrace(t *testing.T) {
	s := start(t, scene()...)
	status, document := s.get(t, "/api/traces/"+strings.ToUpper(coretest.TraceID))
	if status != http.StatusOK || document["span_count"] != 3.0 || document["complete"] != true {
		t.Fatalf("got %d %v", status, document)
	}
	root := document["roots"].([]any)[0].(map[string]any)
	if root["span_id"] != "1" || field(root["children"], "span_id") != "[3 4]" {
		t.Errorf("got the root %v", root)
	}
	if got := s.core.Requests()[0].URL.Query().Get("trace_id"); got != coretest.TraceID {
		t.Errorf("asked core for the trace %q", got)
	}
}

func TestCalls(t *testing.T) {
	s := start(t, scene()...)
	for target, want := range map[string]string{
		"/api/calls":                              "[4 3]",
		"/api/calls?limit=1":                      "[4]",
		"/api/calls?model=large":                  "[3]",
		"/api/calls?service=gateway":              "[3]",
		"/api/calls?service=gateway&model=small":  "[]",
		"/api/calls?service=checkout&model=small": "[4]",
	} {
		status, document := s.get(t, target)
		if got := field(document["calls"], "span_id"); status != http.StatusOK || got != want {
			t.Errorf("%s: got %d %v, want the calls %s", target, status, document, want)
		}
	}
	_, document := s.get(t, "/api/calls?limit=1")
	want := `[map[duration_ms:10 error_type: input_tokens:100 model:small operation:chat output_tokens:20 provider:acme ` +
		`request_model:small response_model: service:checkout span_id:4 start_unix_nano:4000000 status:ok ` +
		`trace_id:` + coretest.TraceID + `]]`
	if got := fmt.Sprint(document["calls"]); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestServices(t *testing.T) {
	_, document := start(t, scene()...).get(t, "/api/services")
	if got := field(document["services"], "name"); got != "[checkout gateway search]" {
		t.Errorf("got %s", got)
	}
	if got := field(document["services"], "models"); got != "[[small] [large] []]" {
		t.Errorf("got the models %s", got)
	}
}

func TestCount(t *testing.T) {
	s := start(t, scene()...)
	for target, want := range map[string]string{
		"/api/spans/count":                  "map[count:4 service:]",
		"/api/spans/count?service=checkout": "map[count:2 service:checkout]",
		"/api/spans/count?service=none":     "map[count:0 service:none]",
	} {
		if status, document := s.get(t, target); status != http.StatusOK || fmt.Sprint(document) != want {
			t.Errorf("%s: got %d %v, want %s", target, status, document, want)
		}
	}
}

func TestAnswersOverMoreThanOneScanSaySo(t *testing.T) {
	spans := make([]core.Span, maxSpans+1)
	for i := range spans {
		spans[i] = coretest.Span(fmt.Sprint(i), "", 1)
	}
	s := start(t, spans...)
	for _, target := range []string{"/api/traces", "/api/traces/" + coretest.TraceID, "/api/calls", "/api/services"} {
		if status, document := s.get(t, target); status != http.StatusOK || document["complete"] != false {
			t.Errorf("%s: got %d, complete %v", target, status, document["complete"])
		}
	}
}

func TestRequestIDIsPassedOn(t *testing.T) {
	s := start(t)
	response := s.do(httptest.NewRequest(http.MethodGet, "/api/calls", nil))
	made := response.Header().Get("X-Request-Id")
	if got := s.core.Requests()[0].Header.Get("X-Request-Id"); got != made || made == "" {
		t.Errorf("core got the request id %q, the client %q", got, made)
	}
}

func TestTraceIsPassedOn(t *testing.T) {
	s := start(t)
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	request := httptest.NewRequest(http.MethodGet, "/api/calls", nil)
	request.Header.Set("Traceparent", "00-"+trace+"-00f067aa0ba902b7-01")
	s.do(request)
	if got := s.core.Requests()[0].Header.Get("Traceparent"); !strings.HasPrefix(got, "00-"+trace+"-") || strings.Contains(got, "00f067aa0ba902b7") {
		t.Errorf("core got the traceparent %q", got)
	}
	if !strings.Contains(s.log.String(), `"trace_id":"`+trace+`"`) {
		t.Errorf("got the log %s", s.log.String())
	}
}

// The shared library does this; the test is for the service to use it.
func TestSecretsDoNotReachTheLog(t *testing.T) {
	s := start(t)
	s.do(httptest.NewRequest(http.MethodGet, "/api/traces/Bearer%20hunter2?token=hunter2", nil))
	if !strings.Contains(s.log.String(), `"path":"/api/traces/Bearer [redacted]"`) || strings.Contains(s.log.String(), "hunter2") {
		t.Errorf("got the log %s", s.log.String())
	}
}

func TestHealthReadinessAndMetrics(t *testing.T) {
	s := start(t)
	for _, target := range []string{"/health", "/api/health"} {
		status, document := s.get(t, target)
		if status != http.StatusOK || document["service"] != "api-go" || document["version"] != "1.2.3" {
			t.Errorf("%s: got %d %v", target, status, document)
		}
	}
	if asked := len(s.core.Requests()); asked != 0 {
		t.Errorf("core was asked %d times for the health of another", asked)
	}
	status, document := s.get(t, "/ready")
	if status != http.StatusOK || field(document["dependencies"], "name") != "[core]" {
		t.Errorf("got %d %v", status, document)
	}
	s.core.Stop()
	status, document = s.get(t, "/ready")
	if status != http.StatusServiceUnavailable || field(document["dependencies"], "status") != "[down]" {
		t.Errorf("got %d %v", status, document)
	}

	metrics := s.do(httptest.NewRequest(http.MethodGet, "/metrics", nil)).Body.String()
	if want := `http_requests_total{method="GET",route="/api/health",status="200"} 1`; !strings.Contains(metrics, want) {
		t.Errorf("%s is missing in %s", want, metrics)
	}
}
