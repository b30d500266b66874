package query_test

import (
	"fmt"
	"slices"
	"testing"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/core/coretest"
	"observatory.example/api-go/internal/query"
)

func of(trace, service string, span core.Span) core.Span {
	span.TraceID, span.Service = trace, service
	return span
}

func failed(span core.Span) core.Span {
	span.Status = core.StatusError
	return span
}

func TestTraces(t *testing.T) {
	spans := []core.Span{
		of("late", "search", coretest.Span("1", "", 9_000_000)),
		of("early", "model-gateway", failed(coretest.ModelCall("3", "2", 3_000_000, "large"))),
		of("early", "model-gateway", coretest.ModelCall("4", "2", 2_000_000, "large")),
		of("early", "checkout", coretest.Span("2", "", 1_000_000)),
		of("early", "checkout", coretest.Span("2", "", 1_000_000)),
	}
	early := query.Trace{
		TraceID: "early", Name: "span 2", Service: "checkout", Services: []string{"checkout", "model-gateway"},
		StartUnixNano: 1_000_000, DurationMS: 12, SpanCount: 3, ErrorCount: 1, CallCount: 2, InputTokens: 200, OutputTokens: 40,
	}
	late := query.Trace{
		TraceID: "late", Name: "span 1", Service: "search", Services: []string{"search"},
		StartUnixNano: 9_000_000, DurationMS: 10, SpanCount: 1,
	}
	tests := map[string]struct {
		filter query.TraceFilter
		want   []query.Trace
	}{
		"newest first":                {query.TraceFilter{Limit: 10}, []query.Trace{late, early}},
		"as many as wanted":           {query.TraceFilter{Limit: 1}, []query.Trace{late}},
		"whole, by a service in them": {query.TraceFilter{Service: "model-gateway", Limit: 10}, []query.Trace{early}},
		"unknown service":             {query.TraceFilter{Service: "none", Limit: 10}, []query.Trace{}},
		"none wanted":                 {query.TraceFilter{}, []query.Trace{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := query.Traces(slices.Values(spans), test.filter)
			if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", test.want) || got == nil {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestTracesOfOneInstantHaveAnOrder(t *testing.T) {
	spans := []core.Span{of("b", "x", coretest.Span("1", "", 1)), of("a", "x", coretest.Span("2", "", 1))}
	for range 20 {
		traces := query.Traces(slices.Values(spans), query.TraceFilter{Limit: 10})
		if traces[0].TraceID != "a" {
			t.Fatalf("got %s first, want a", traces[0].TraceID)
		}
	}
}

func TestTraceWithASkewedClockHasNoNegativeDuration(t *testing.T) {
	span := coretest.Span("1", "", 100)
	span.EndUnixNano = 50
	if got := query.Traces(slices.Values([]core.Span{span}), query.TraceFilter{Limit: 1})[0].DurationMS; got != 0 {
		t.Errorf("got %v ms", got)
	}
}

func TestServices(t *testing.T) {
	spans := []core.Span{
		of("t", "search", coretest.Span("1", "", 40)),
		of("t", "checkout", coretest.ModelCall("2", "", 30, "small")),
		of("t", "checkout", failed(coretest.ModelCall("3", "", 20, "large"))),
		of("t", "checkout", failed(coretest.ModelCall("3", "", 20, "large"))),
		of("t", "checkout", coretest.ModelCall("4", "", 10, "large")),
	}
	got := fmt.Sprintf("%+v", query.Services(slices.Values(spans)))
	want := fmt.Sprintf("%+v", []query.Service{
		{Name: "checkout", SpanCount: 3, ErrorCount: 1, CallCount: 3, Models: []string{"large", "small"}, LastSeenUnixNano: 10_000_030},
		{Name: "search", SpanCount: 1, Models: []string{}, LastSeenUnixNano: 10_000_040},
	})
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if none := query.Services(slices.Values([]core.Span(nil))); none == nil || len(none) != 0 {
		t.Errorf("got %v, want an empty list", none)
	}
}
