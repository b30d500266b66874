package query

import (
	"cmp"
	"iter"
	"slices"

	"observatory.example/api-go/internal/core"
)

// Trace sums up one trace.
type Trace struct {
	TraceID       string   `json:"trace_id"`
	Name          string   `json:"name"`    // of its first span
	Service       string   `json:"service"` // of its first span
	Services      []string `json:"services"`
	StartUnixNano uint64   `json:"start_unix_nano,string"`
	DurationMS    float64  `json:"duration_ms"`
	SpanCount     int      `json:"span_count"`
	ErrorCount    int      `json:"error_count"`
	CallCount     int      `json:"call_count"`
	InputTokens   int64    `json:"input_tokens"`
	OutputTokens  int64    `json:"output_tokens"`
}

// TraceFilter chooses traces. An empty Service chooses all.
type TraceFilter struct {
	Service string // that takes part, in whatever role
	Limit   int
}

// Traces sums up the traces that spans belong to, newest first.
func Traces(spans iter.Seq[core.Span], filter TraceFilter) []Trace {
	summaries := map[string]*summary{}
	for span := range distinct(spans) {
		if summaries[span.TraceID] == nil {
			summaries[span.TraceID] = &summary{first: span, services: map[string]bool{}}
		}
		summaries[span.TraceID].add(span)
	}

	traces := []Trace{}
	for _, summary := range summaries {
		if filter.Service == "" || summary.services[filter.Service] {
			traces = append(traces, summary.result())
		}
	}
	slices.SortFunc(traces, func(a, b Trace) int {
		return cmp.Or(cmp.Compare(b.StartUnixNano, a.StartUnixNano), cmp.Compare(a.TraceID, b.TraceID))
	})
	return traces[:min(len(traces), max(filter.Limit, 0))]
}

// summary is a trace of which more spans may come.
type summary struct {
	trace    Trace
	first    core.Span
	end      uint64
	services map[string]bool
}

func (s *summary) add(span core.Span) {
	if before(span, s.first) < 0 {
		s.first = span
	}
	s.end = max(s.end, span.EndUnixNano)
	s.services[span.Service] = true
	s.trace.SpanCount++
	if span.Failed() {
		s.trace.ErrorCount++
	}
	if call, ok := CallOf(span); ok {
		s.trace.AddCall(call)
	}
}

// AddCall counts a call that is a part of the trace.
func (t *Trace) AddCall(call Call) {
	t.CallCount++
	t.InputTokens += orZero(call.InputTokens)
	t.OutputTokens += orZero(call.OutputTokens)
}

func (s *summary) result() Trace {
	trace := s.trace
	trace.TraceID = s.first.TraceID
	trace.Name = s.first.Name
	trace.Service = s.first.Service
	trace.Services = sortedKeys(s.services)
	trace.StartUnixNano = s.first.StartUnixNano
	trace.DurationMS = core.Milliseconds(s.first.StartUnixNano, s.end)
	return trace
}

// before orders the spans of a trace: by start, then those without a parent first, since a parent and its child often
// start in the same tick of a clock.
func before(a, b core.Span) int {
	return cmp.Or(
		cmp.Compare(a.StartUnixNano, b.StartUnixNano),
		cmp.Compare(len(a.Parent()), len(b.Parent())),
		cmp.Compare(a.SpanID, b.SpanID),
	)
}

func orZero(count *int64) int64 {
	if count == nil {
		return 0
	}
	return *count
}
