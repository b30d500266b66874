package timescale_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/postgres"
	"observatory.example/api-go/internal/query"
	"observatory.example/api-go/internal/store"
	"observatory.example/api-go/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T, spans []core.Span) store.Store {
		d := openDatabase(t)
		if len(spans) > 0 {
			d.insert(t, spans)
		}
		return d.store()
	})
}

func TestAnswersOverMoreThanTheySeeSaySo(t *testing.T) {
	d := openDatabase(t)
	spans := storetest.Spans(3_000)
	d.insert(t, spans)
	s := d.store()
	s.MaxSpans = 1_000
	traces, err := s.Traces(t.Context(), store.Filter{Limit: 1000})
	if err != nil || traces.Complete || len(traces.Traces) < 100 {
		t.Errorf("got %d traces, complete %t, %v", len(traces.Traces), traces.Complete, err)
	}
	s.MaxSpans = 10
	calls, err := s.Calls(t.Context(), store.Filter{Limit: 50})
	if err != nil || calls.Complete || len(calls.Calls) > 10 || len(calls.Calls) == 0 {
		t.Errorf("got %d calls, complete %t, %v", len(calls.Calls), calls.Complete, err)
	}
}

// A trace that is as old as the database and still goes on is not among the newest.
func TestLongTracesAreInTheirPlace(t *testing.T) {
	d := openDatabase(t)
	spans := []core.Span{}
	for i := range 3_000 {
		start := uint64(1_763_735_000_000_000_000 + (3_000-i)*1_000_000)
		spans = append(spans, storetest.Span(i/2, i, start), storetest.Span(5_000, 10_000+i, start+1_000))
	}
	d.insert(t, spans)
	for _, limit := range []int{1, 200, 1000} {
		got, err := d.store().Traces(t.Context(), store.Filter{Limit: limit})
		want := query.Traces(slices.Values(spans), query.TraceFilter{Limit: limit})
		if err != nil || fmt.Sprint(got.Traces) != fmt.Sprint(want) {
			t.Errorf("limit %d: got %d traces, the first %+v, %v", limit, len(got.Traces), got.Traces[0], err)
		}
	}
}

func TestHugeTraceIsCutOff(t *testing.T) {
	d := openDatabase(t)
	spans := make([]core.Span, 10_001)
	for i := range spans {
		spans[i] = storetest.Span(1, i, uint64(1_763_735_000_000_000_000+i*1_000))
	}
	d.insert(t, spans)
	trace, err := d.store().Trace(t.Context(), spans[0].TraceID)
	if err != nil || trace.Complete || trace.SpanCount != 10_000 {
		t.Errorf("got %d spans, complete %t, %v", trace.SpanCount, trace.Complete, err)
	}
}

func TestTableThatIsNotThere(t *testing.T) {
	d := openDatabase(t)
	if err := d.store().Ready(t.Context()); err != nil {
		t.Errorf("got %v", err)
	}
	d.exec(t, "drop table spans")
	err := d.store().Ready(t.Context())
	refused, ok := errors.AsType[*postgres.Error](err)
	if !ok || refused.Reason != postgres.Unmigrated || refused.Status() != 503 || refused.ErrorType() != "42P01" {
		t.Errorf("got %v", err)
	}
}

// What is read is read along an index: a plan with a sort of all rows would be the end of it on a large table.
func TestListsFollowAnIndex(t *testing.T) {
	d := openDatabase(t)
	d.insert(t, storetest.Spans(5_000))
	for what, statement := range map[string]string{
		"walk":             "select trace_id from spans order by start_time desc, trace_id desc, span_id desc limit 50",
		"walk of service":  "select trace_id from spans where service = 'search' order by start_time desc, trace_id desc, span_id desc limit 50",
		"walk from within": "select trace_id from spans where (start_time, trace_id, span_id) < ('2025-11-21 14:23:22+00', '\\x00', '\\x00') order by start_time desc, trace_id desc, span_id desc limit 50",
		"calls":            "select trace_id from spans where (attributes ? 'gen_ai.request.model' or attributes ? 'gen_ai.operation.name') order by start_time desc, trace_id desc, span_id desc limit 50",
		"trace":            "select span_id from spans where trace_id = '\\x00' order by start_time limit 5",
	} {
		results, err := d.writer.Exec(t.Context(), "explain (costs off) "+statement).ReadAll()
		must(t, err)
		plan := ""
		for _, row := range results[0].Rows {
			plan += string(row[0]) + "\n"
		}
		if !strings.Contains(plan, "Index") || strings.Contains(plan, "Seq Scan on _hyper") {
			t.Errorf("%s:\n%s", what, plan)
		}
	}
}
