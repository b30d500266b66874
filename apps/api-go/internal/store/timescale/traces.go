package timescale

import (
	"cmp"
	"context"
	"slices"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/postgres"
	"observatory.example/api-go/internal/query"
	"observatory.example/api-go/internal/store"
)

// smallestPage is how many spans are looked at first, at least. Each further page is twice as large.
const (
	smallestPage = 500
	largestPage  = 10_000
)

// trace is a trace as the database sums it up, all but its calls.
type trace struct {
	query.Trace
	EndUnixNano uint64 `json:"end_unix_nano,string"`
}

// Traces implements [store.Store]. It walks over the spans from the newest on and notes to which traces they belong. A trace
// that is still unknown at some point began before it; so as soon as enough of the known ones began after that point,
// those are the newest.
func (s Store) Traces(ctx context.Context, filter store.Filter) (store.Traces, error) {
	known := map[string]bool{}
	var traces []trace
	var last *position
	complete := true
	for seen, size := 0, max(smallestPage, 4*filter.Limit); ; size = min(2*size, largestPage) {
		size = min(size, s.MaxSpans-seen)
		if size <= 0 {
			complete = false
			break
		}
		page, err := s.walk(ctx, filter.Service, last, size)
		if err != nil {
			return store.Traces{}, err
		}
		summaries, err := s.summaries(ctx, newIn(page, known))
		if err != nil {
			return store.Traces{}, err
		}
		traces = append(traces, summaries...)
		if len(page) < size {
			break
		}
		seen += len(page)
		last = &page[len(page)-1].position
		if countSince(traces, page[len(page)-1].StartUnixNano) >= filter.Limit {
			break
		}
	}
	slices.SortFunc(traces, func(a, b trace) int {
		return cmp.Or(cmp.Compare(b.StartUnixNano, a.StartUnixNano), cmp.Compare(a.TraceID, b.TraceID))
	})
	answer, err := s.withCalls(ctx, traces[:min(len(traces), max(filter.Limit, 0))])
	return store.Traces{Traces: answer, Complete: complete}, err
}

// step is a span on the walk.
type step struct {
	position
	StartUnixNano uint64 `json:"start_unix_nano,string"`
}

func (s Store) walk(ctx context.Context, service string, after *position, limit int) ([]step, error) {
	var where conditions
	where.service(service)
	where.after(after)
	return postgres.Query[step](ctx, s.Pool, postgres.Statement{
		Summary: "SELECT newest spans",
		SQL: `select row_to_json(step) from (
  select start_time::text, encode(trace_id, 'hex') as trace_id, encode(span_id, 'hex') as span_id, start_unix_nano::text
  from spans ` + where.clause() + " " + newestFirst + " limit " + where.arg(limit) + `
) step`,
		Args: where.args,
	})
}

// newIn returns the traces of a page that were not known, and makes them known.
func newIn(page []step, known map[string]bool) []string {
	var ids []string
	for _, step := range page {
		if !known[step.TraceID] {
			known[step.TraceID] = true
			ids = append(ids, step.TraceID)
		}
	}
	return ids
}

func countSince(traces []trace, startUnixNano uint64) int {
	count := 0
	for _, trace := range traces {
		if trace.StartUnixNano > startUnixNano {
			count++
		}
	}
	return count
}

// summaries sums traces up. Which span of a trace is its first is the rule that package query has, too.
func (s Store) summaries(ctx context.Context, traceIDs []string) ([]trace, error) {
	if len(traceIDs) == 0 {
		return nil, nil
	}
	return postgres.Query[trace](ctx, s.Pool, postgres.Statement{
		Summary: "SELECT summaries of traces",
		SQL: `select row_to_json(trace) from (
  select encode(trace_id, 'hex') as trace_id,
    (array_agg(name ` + firstFirst + `))[1] as name, (array_agg(service ` + firstFirst + `))[1] as service,
    array_agg(distinct service) as services,
    min(start_unix_nano)::text as start_unix_nano, max(end_unix_nano)::text as end_unix_nano,
    count(*) as span_count, count(*) filter (where status = 2) as error_count
  from spans where trace_id = any($1) group by trace_id
) trace`,
		Args: []any{bytesOf(traceIDs)},
	})
}

const firstFirst = "order by start_unix_nano, coalesce(octet_length(parent_span_id), 0), span_id"

// withCalls completes traces with what they say of calls to models.
func (s Store) withCalls(ctx context.Context, traces []trace) ([]query.Trace, error) {
	answer := make([]query.Trace, len(traces))
	places := make(map[string]*query.Trace, len(traces))
	ids := make([]string, len(traces))
	for i, trace := range traces {
		answer[i] = trace.Trace
		answer[i].DurationMS = core.Milliseconds(trace.StartUnixNano, trace.EndUnixNano)
		slices.Sort(answer[i].Services)
		places[trace.TraceID], ids[i] = &answer[i], trace.TraceID
	}
	if len(ids) == 0 {
		return answer, nil
	}
	candidates, err := s.callsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, candidate := range candidates {
		if call, ok := query.CallOf(candidate.span()); ok {
			places[call.TraceID].AddCall(call)
		}
	}
	return answer, nil
}
