package telemetry_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	tracepb "go.opentelemetry.io/proto/slim/otlp/trace/v1"

	"observatory.example/libs/config"
	"observatory.example/libs/telemetry"
)

const (
	callersTrace = "0af7651916cd43dd8448eb211c80319c"
	callersSpan  = "b7ad6b7169203331"
	traceparent  = "00-" + callersTrace + "-" + callersSpan + "-01"
)

// tracedService is a service whose spans go to a collector.
type tracedService struct {
	*service
	collector *collector
	tracing   *telemetry.Tracing
}

func newTracedService(t *testing.T, mux *http.ServeMux) *tracedService {
	t.Helper()
	s := &tracedService{service: &service{}, collector: startCollector(t)}
	logger := telemetry.NewLogger(&s.log, "shop", slog.LevelDebug)
	s.tracing = telemetry.NewTracing("shop", "1.2.3", s.collector.endpoint(t), logger)
	s.handler = telemetry.Middleware(logger, telemetry.NewMetrics("shop", "1.2.3"), s.tracing, telemetry.Routes(mux))
	return s
}

// spans ends the tracing and returns all spans by name.
func (s *tracedService) spans(t *testing.T) map[string]*tracepb.Span {
	t.Helper()
	s.tracing.Stop(t.Context())
	spans, _ := s.collector.received()
	return spans
}

func TestRequestIsASpanOfItsCallersTrace(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
	})
	s := newTracedService(t, mux)
	s.do(http.MethodGet, "/items/Bearer%20hunter2?token=hunter2", http.Header{"Traceparent": {traceparent}, "X-Request-Id": {"abc"}})
	span := s.spans(t)["GET /items/{id}"]
	if span == nil {
		t.Fatal("there is no span of this name")
	}
	if hex.EncodeToString(span.TraceId) != callersTrace || hex.EncodeToString(span.ParentSpanId) != callersSpan {
		t.Errorf("got the trace %x and the parent %x", span.TraceId, span.ParentSpanId)
	}
	if span.Kind != tracepb.Span_SPAN_KIND_SERVER || span.Status.Code != tracepb.Status_STATUS_CODE_UNSET ||
		span.EndTimeUnixNano < span.StartTimeUnixNano || span.Flags&0x301 != 0x301 {
		t.Errorf("got %v", span)
	}
	want := map[string]string{
		"http.request.method": "GET", "http.route": "/items/{id}", "http.response.status_code": "418",
		"url.path": "/items/Bearer [redacted]", "url.scheme": "http", "http.request.header.x-request-id": "abc;",
	}
	if got := textsOf(span.Attributes); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	_, resource := s.collector.received()
	if resource["service.name"] != "shop" || resource["service.version"] != "1.2.3" || resource["telemetry.sdk.language"] != "go" {
		t.Errorf("got the resource %v", resource)
	}
	line := decodeLines(t, s.log.String())[0]
	if line["trace_id"] != callersTrace || line["span_id"] != hex.EncodeToString(span.SpanId) {
		t.Errorf("got %v, want the ids of the span in it", line)
	}
}

func TestWhatIsNoStoryHasNoSpan(t *testing.T) {
	mux := http.NewServeMux()
	for _, path := range []string{"/health", "/ready", "/metrics", "/api/health"} {
		mux.HandleFunc("GET "+path, func(_ http.ResponseWriter, r *http.Request) {
			_, end := telemetry.Call(r.Context(), "probe")
			end(nil)
		})
	}
	s := newTracedService(t, mux)
	for _, path := range []string{"/health", "/ready", "/metrics", "/api/health"} {
		s.do(http.MethodGet, path, http.Header{"Traceparent": {traceparent}})
	}
	s.do(http.MethodGet, "/other", http.Header{"Traceparent": {strings.TrimSuffix(traceparent, "1") + "0"}})
	if spans := s.spans(t); len(spans) != 0 {
		t.Errorf("got %v", spans)
	}
	if id, found := decodeLines(t, s.log.String())[0]["trace_id"]; found {
		t.Errorf("a probe has the trace %v", id)
	}
}

func TestFailureOfOursIsAFailedSpan(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /bug", func(http.ResponseWriter, *http.Request) { panic("bug") })
	s := newTracedService(t, mux)
	s.get("/bug")
	s.get("/nothing")
	spans := s.spans(t)
	if bug := spans["GET /bug"]; bug.GetStatus().GetCode() != tracepb.Status_STATUS_CODE_ERROR || textsOf(bug.Attributes)["error.type"] != "500" {
		t.Errorf("got %v", bug)
	}
	if nothing := spans["GET"]; nothing.GetStatus().GetCode() != tracepb.Status_STATUS_CODE_UNSET || len(nothing.GetParentSpanId()) != 0 {
		t.Errorf("got %v for a path that is not there", nothing)
	}
}

func TestCallsAreSpansBelowTheRequest(t *testing.T) {
	asked := ""
	peer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Get("Traceparent")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer peer.Close()
	client := &http.Client{Transport: telemetry.Traced("stock", new(http.Transport))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", func(_ http.ResponseWriter, r *http.Request) {
		_, end := telemetry.Call(r.Context(), "GET items",
			attribute.Bool("hit", true), attribute.Float64("share", 0.5), attribute.IntSlice("other", []int{1, 2}))
		end(fmt.Errorf("dialling redis://:hunter2@store: %w", context.DeadlineExceeded))
		request, _ := http.NewRequestWithContext(r.Context(), http.MethodGet, peer.URL+"/left?of=tea", nil)
		if response, err := client.Do(request); err == nil {
			response.Body.Close()
		}
		peer.Close()
		request, _ = http.NewRequestWithContext(r.Context(), http.MethodGet, peer.URL+"/away", nil)
		if _, err := client.Do(request); err == nil {
			t.Error("nobody can have answered")
		}
	})
	s := newTracedService(t, mux)
	s.get("/items")
	spans := s.spans(t)

	store, left, away, request := spans["GET items"], spans["GET /left"], spans["GET /away"], spans["GET /items"]
	for _, call := range []*tracepb.Span{store, left, away} {
		if call.GetKind() != tracepb.Span_SPAN_KIND_CLIENT || !bytes.Equal(call.GetParentSpanId(), request.GetSpanId()) ||
			call.GetStatus().GetCode() != tracepb.Status_STATUS_CODE_ERROR {
			t.Errorf("got %v", call)
		}
	}
	if got := textsOf(store.Attributes); got["hit"] != "true" || got["share"] != "0.5" || got["other"] != "[1,2]" || got["error.type"] != "timeout" {
		t.Errorf("got the attributes %v", got)
	}
	if got := store.Status.Message; got != "dialling redis://:***@store: context deadline exceeded" {
		t.Errorf("got the message %s", got)
	}
	got := textsOf(left.Attributes)
	if got["service.peer.name"] != "stock" || got["url.full"] != peer.URL+"/left?of=tea" || got["http.response.status_code"] != "503" ||
		got["error.type"] != "503" {
		t.Errorf("got the attributes %v", got)
	}
	if want := fmt.Sprintf("00-%x-%x-01", left.TraceId, left.SpanId); asked != want {
		t.Errorf("asked with the traceparent %q, want %q", asked, want)
	}
}

func TestTracesGoOnWithoutACollector(t *testing.T) {
	var log bytes.Buffer
	logger := telemetry.NewLogger(&log, "shop", slog.LevelInfo)
	passedOn := ""
	peer := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { passedOn = r.Header.Get("Traceparent") }))
	defer peer.Close()
	tracing := telemetry.NewTracing("shop", "1.2.3", nil, logger)
	handler := telemetry.Middleware(logger, telemetry.NewMetrics("shop", "1.2.3"), tracing, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		request, _ := http.NewRequestWithContext(r.Context(), http.MethodGet, peer.URL, nil)
		if response, err := telemetry.Traced("peer", new(http.Transport)).RoundTrip(request); err == nil {
			response.Body.Close()
		}
	}))
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("Traceparent", traceparent)
	handler.ServeHTTP(httptest.NewRecorder(), request)
	tracing.Stop(t.Context())
	if !strings.HasPrefix(passedOn, "00-"+callersTrace+"-") || strings.Contains(passedOn, callersSpan) {
		t.Errorf("passed on %q", passedOn)
	}
	if line := decodeLines(t, log.String())[0]; line["trace_id"] != callersTrace {
		t.Errorf("got %v", line)
	}
}

func TestTheEnvironmentMayAddToWhatSpansComeFrom(t *testing.T) {
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test,service.name=other")
	s := newTracedService(t, http.NewServeMux())
	s.get("/")
	s.spans(t)
	if _, resource := s.collector.received(); resource["deployment.environment.name"] != "test" || resource["service.name"] != "shop" {
		t.Errorf("got %v", resource)
	}
}

func TestEndpointIsASetting(t *testing.T) {
	endpoint := func(value string) string {
		variables := map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": value}
		r := config.NewReader(func(name string) (string, bool) { given, found := variables[name]; return given, found })
		return fmt.Sprint(telemetry.TracesEndpoint(r), r.Err() != nil)
	}
	for value, want := range map[string]string{
		"": "<nil> false", "http://jaeger:4318": "http://jaeger:4318 false", "jaeger:4318": "<nil> true",
	} {
		if got := endpoint(value); got != want {
			t.Errorf("%q: got %s, want %s", value, got, want)
		}
	}
}

type named struct{ error }

func (named) ErrorType() string { return "57014" }

func TestErrorsMayNameTheirType(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", func(_ http.ResponseWriter, r *http.Request) {
		for name, err := range map[string]error{
			"a": fmt.Errorf("querying: %w", named{errors.New("too slow")}), "b": context.Canceled, "c": errors.ErrUnsupported,
		} {
			_, end := telemetry.Call(r.Context(), name)
			end(err)
		}
	})
	s := newTracedService(t, mux)
	s.get("/items")
	spans := s.spans(t)
	for name, want := range map[string]string{"a": "57014", "b": "canceled", "c": "*errors.errorString"} {
		if got := textsOf(spans[name].GetAttributes())["error.type"]; got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestStopDoesNotWaitForACollectorThatHangs(t *testing.T) {
	release := make(chan bool)
	hanging := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer hanging.Close()
	defer close(release)
	s := newTracedService(t, http.NewServeMux())
	s.collector.URL = hanging.URL
	logger := telemetry.NewLogger(&s.log, "shop", slog.LevelDebug)
	tracing := telemetry.NewTracing("shop", "1.2.3", s.collector.endpoint(t), logger)
	telemetry.Middleware(logger, telemetry.NewMetrics("shop", "1"), tracing, http.NotFoundHandler()).
		ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	started := time.Now()
	tracing.Stop(t.Context())
	if took := time.Since(started); took > 3*time.Second {
		t.Errorf("took %s", took)
	}
}
