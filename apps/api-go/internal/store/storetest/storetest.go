// Package storetest holds what every store owes the API, as tests.
package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/core/coretest"
	"observatory.example/api-go/internal/query"
	"observatory.example/api-go/internal/store"
)

// begin is the start of the first span, of which the database keeps the microseconds apart.
const begin = 1_763_735_000_000_000_000

// Open returns a store that holds spans, given newest first, until the test ends.
type Open func(t *testing.T, spans []core.Span) store.Store

// Run tests the stores that open makes.
func Run(t *testing.T, open Open) {
	t.Run("agrees with the pure queries", func(t *testing.T) { agrees(t, open) })
	t.Run("empty", func(t *testing.T) { isEmpty(t, open(t, nil)) })
	t.Run("keeps what a span says", func(t *testing.T) { keeps(t, open) })
	t.Run("takes any text as a name", func(t *testing.T) { takesAnyText(t, open) })
}

func agrees(t *testing.T, open Open) {
	spans := Spans(1_000)
	all := slices.Values(spans)
	s := open(t, spans)
	for _, service := range []string{"", "checkout", "search", "unknown"} {
		for _, limit := range []int{1, 7, 1000} {
			filter := store.Filter{Service: service, Limit: limit}
			traces, err := s.Traces(t.Context(), filter)
			same(t, fmt.Sprintf("traces %+v", filter), err, traces.Traces, query.Traces(all, query.TraceFilter{Service: service, Limit: limit}))
			for _, model := range []string{"", "large", "large-2026", "unknown"} {
				filter.Model = model
				calls, err := s.Calls(t.Context(), filter)
				want := query.Calls(of(service, spans), query.CallFilter{Model: model, Limit: limit})
				same(t, fmt.Sprintf("calls %+v", filter), err, calls.Calls, want)
			}
		}
		count, err := s.Count(t.Context(), service)
		same(t, "count "+service, err, count, store.Count{Service: service, Count: int64(len(slices.Collect(of(service, spans))))})
	}
	services, err := s.Services(t.Context())
	same(t, "services", err, services, store.Services{Services: query.Services(all), Complete: true})
	for _, span := range spans[:20] {
		trace, err := s.Trace(t.Context(), span.TraceID)
		tree, _ := query.TreeOf(ofTrace(span.TraceID, spans))
		same(t, "trace "+span.TraceID, err, trace, store.Trace{Tree: tree, Complete: true})
	}
}

func isEmpty(t *testing.T, s store.Store) {
	if _, err := s.Trace(t.Context(), coretest.TraceID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v for a trace that is not there", err)
	}
	traces, err := s.Traces(t.Context(), store.Filter{Limit: 10})
	same(t, "traces", err, traces, store.Traces{Traces: []query.Trace{}, Complete: true})
	calls, err := s.Calls(t.Context(), store.Filter{Limit: 10})
	same(t, "calls", err, calls, store.Calls{Calls: []query.Call{}, Complete: true})
	services, err := s.Services(t.Context())
	same(t, "services", err, services, store.Services{Services: []query.Service{}, Complete: true})
	count, err := s.Count(t.Context(), "")
	same(t, "count", err, count, store.Count{})
}

func keeps(t *testing.T, open Open) {
	span := Span(7, 3, begin+1_999)
	parent := span.SpanID
	span.ParentSpanID, span.Kind, span.Status, span.StatusMessage = &parent, "producer", "error", "50 % \\ \"off\"\n"
	span.Attributes = core.Attributes{
		"big": json.RawMessage("9007199254740993"), "list": json.RawMessage(`["a",1.5,true]`), "text": json.RawMessage(`"ä€🙂 \\ \""`),
	}
	span.Resource = coretest.Attributes(map[string]any{"service.name": "checkout", "nested": map[string]any{"a": []int{1}}})
	other := Span(7, 4, begin+1_000)
	other.Kind = "unspecified"
	tree, err := open(t, []core.Span{span, other}).Trace(t.Context(), span.TraceID)
	want, _ := query.TreeOf(slices.Values([]core.Span{span, other}))
	same(t, "trace", err, tree, store.Trace{Tree: want, Complete: true})
}

func takesAnyText(t *testing.T, open Open) {
	s := open(t, Spans(10))
	for _, name := range []string{`'; drop table spans; --`, `a"b\c`, "ä€🙂", "%", "{a,b}"} {
		filter := store.Filter{Service: name, Model: name, Limit: 5}
		calls, err := s.Calls(t.Context(), filter)
		same(t, "calls of "+name, err, calls.Calls, []query.Call{})
		traces, err := s.Traces(t.Context(), filter)
		same(t, "traces of "+name, err, traces.Traces, []query.Trace{})
	}
}

// same compares what two values look like to a client.
func same(t *testing.T, what string, err error, got, want any) {
	t.Helper()
	gotText, _ := json.Marshal(normal(got))
	wantText, _ := json.Marshal(normal(want))
	if err != nil || string(gotText) != string(wantText) {
		t.Errorf("%s: %v\ngot  %s\nwant %s", what, err, gotText, wantText)
	}
}

// normal gives JSON inside of values one form, with the members of an object in one order.
func normal(value any) any {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	var plain any
	if err := json.Unmarshal(encoded, &plain); err != nil {
		panic(err)
	}
	return plain
}

func of(service string, spans []core.Span) func(func(core.Span) bool) {
	return where(spans, func(span core.Span) bool { return service == "" || span.Service == service })
}

func ofTrace(id string, spans []core.Span) func(func(core.Span) bool) {
	return where(spans, func(span core.Span) bool { return span.TraceID == id })
}

func where(spans []core.Span, matches func(core.Span) bool) func(func(core.Span) bool) {
	return func(yield func(core.Span) bool) {
		for _, span := range spans {
			if matches(span) && !yield(span) {
				return
			}
		}
	}
}

// Span returns a span with ids made of two numbers.
func Span(trace, number int, start uint64) core.Span {
	span := coretest.Span(fmt.Sprintf("%016x", number+1), "", start)
	span.TraceID = fmt.Sprintf("%032x", trace+1)
	return span
}

// Spans returns spans of several services, newest first: of traces that overlap, that lack their first span or last for
// long, with calls to models, and with what only looks like one. They are the same each time.
func Spans(count int) []core.Span {
	random := rand.New(rand.NewPCG(1, 2))
	services := []string{"checkout", "search", "gateway", "Ärger"}
	spans := make([]core.Span, count)
	for i := range spans {
		trace := i/8 + random.IntN(5)
		if random.IntN(20) == 0 {
			trace = random.IntN(10)
		}
		start := uint64(begin + i*1_000_003 + random.IntN(500)) //nolint:gosec // not negative
		span := Span(trace, i, start)
		span.Service = services[random.IntN(len(services))]
		span.EndUnixNano = start + uint64(random.IntN(50_000_000)) //nolint:gosec // as above
		span.DurationMS = core.Milliseconds(span.StartUnixNano, span.EndUnixNano)
		span.Status = []string{"unset", "ok", "error"}[random.IntN(3)]
		if i > 10 && random.IntN(4) > 0 {
			parent := fmt.Sprintf("%016x", i-random.IntN(8))
			span.ParentSpanID = &parent
		}
		span.Attributes = attributes(random)
		spans[count-1-i] = span
	}
	return spans
}

func attributes(random *rand.Rand) core.Attributes {
	switch random.IntN(5) {
	case 0, 1:
		return coretest.Attributes(map[string]any{
			"gen_ai.operation.name": "chat", "gen_ai.provider.name": "acme",
			"gen_ai.request.model": []string{"large", "small"}[random.IntN(2)], "gen_ai.response.model": "large-2026",
			"gen_ai.usage.input_tokens": random.IntN(1000), "gen_ai.usage.output_tokens": float64(random.IntN(100)) / 2,
		})
	case 2:
		return coretest.Attributes(map[string]any{
			"gen_ai.operation.name": []string{"invoke_agent", "execute_tool"}[random.IntN(2)], "gen_ai.request.model": "large",
		})
	case 3:
		return coretest.Attributes(map[string]any{
			"gen_ai.request.model": []any{7, "", nil, []string{"large"}, "small"}[random.IntN(5)], "gen_ai.system": "acme",
			"error.type": "timeout", "gen_ai.usage.input_tokens": []any{-1, "many", 1e300, nil}[random.IntN(4)],
		})
	}
	return coretest.Attributes(map[string]any{"http.request.method": "GET"})
}
