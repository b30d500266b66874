package timescale_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/postgres"
	"observatory.example/api-go/internal/query"
	"observatory.example/api-go/internal/store"
	"observatory.example/api-go/internal/store/storetest"
	"observatory.example/api-go/internal/store/timescale"
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
	services, err := s.Services(t.Context())
	if err != nil || services.Complete || services.Services[0].SpanCount >= 1_000 {
		t.Errorf("got %+v, %v", services, err)
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

// A plan that reads all rows, or sorts them, would be the end of it on a large table.
func TestListsFollowAnIndex(t *testing.T) {
	d := openDatabase(t)
	d.insert(t, storetest.Spans(20_000))
	for what, statement := range timescale.Statements() {
		t.Run(what, func(t *testing.T) {
			sql := statement.SQL
			for i, arg := range slices.Backward(statement.Args) {
				sql = strings.ReplaceAll(sql, fmt.Sprintf("$%d", i+1), quoted(arg))
			}
			results, err := d.writer.Exec(t.Context(), "explain (analyze, timing off, costs off) "+sql).ReadAll()
			must(t, err)
			plan := ""
			for _, row := range results[0].Rows {
				plan += string(row[0]) + "\n"
			}
			if read := mostRows(plan); read > 10_000 || strings.Contains(plan, "Seq Scan") {
				t.Errorf("%d rows are read:\n%s", read, plan)
			}
		})
	}
}

// quoted writes an argument as it is written within a statement.
func quoted(arg any) string {
	if texts, ok := arg.([]string); ok {
		arg = "{" + strings.ReplaceAll(strings.Join(texts, ","), `\`, `\\`) + "}"
	}
	return "'" + strings.ReplaceAll(fmt.Sprint(arg), "'", "''") + "'"
}

// mostRows returns the largest number of rows that a step of a plan gave.
func mostRows(plan string) int {
	most := 0
	for _, match := range regexp.MustCompile(`actual rows=(\d+)`).FindAllStringSubmatch(plan, -1) {
		rows, _ := strconv.Atoi(match[1])
		most = max(most, rows)
	}
	return most
}
