package timescale

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

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
		page, err := postgres.Query[step](ctx, s.Pool, walkStatement(filter.Service, last, size))
		if err != nil {
			return store.Traces{}, err
		}
		if ids := newIn(page, known); len(ids) > 0 {
			summaries, err := postgres.Query[trace](ctx, s.Pool, summariesStatement(ids, around(page[len(page)-1].StartUnixNano, page[0].StartUnixNano)))
			if err != nil {
				return store.Traces{}, err
			}
			traces = append(traces, summaries...)
		}
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

func walkStatement(service string, after *position, limit int) postgres.Statement {
	var where conditions
	where.service(service)
	where.after(after)
	return postgres.Statement{
		Summary: "SELECT newest spans",
		SQL: `select row_to_json(step) from (
  select start_time::text, encode(trace_id, 'hex') as trace_id, encode(span_id, 'hex') as span_id, start_unix_nano::text
  from spans ` + where.clause() + " " + newestFirst + " limit " + where.arg(limit) + `
) step`,
		Args: where.args,
	}
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

// longestTrace is how long a trace may last and be summed up whole. Without such a bound the days that hold nothing of it
// would all be asked, too.
const longestTrace = 24 * time.Hour

// period is a time within which the spans of some traces are.
type period struct{ from, to time.Time }

// around returns the time in which all spans of traces are that have one at each of these two times, or between them.
func around(oldestUnixNano, newestUnixNano uint64) period {
	return period{
		from: time.Unix(0, int64(oldestUnixNano)).Add(-longestTrace), //nolint:gosec // nanoseconds fit until the year 2262
		to:   time.Unix(0, int64(newestUnixNano)).Add(longestTrace),  //nolint:gosec // as above
	}
}

func (p period) args() []any {
	return []any{p.from.UTC().Format(time.RFC3339), p.to.UTC().Format(time.RFC3339)}
}

// eachTrace looks traces up one by one in the index: given many at once, the planner would rather read whole days.
const eachTrace = `unnest($1::bytea[]) as wanted(id) cross join lateral (
    select * from spans where spans.trace_id = wanted.id and spans.start_time between $2 and $3 offset 0
  ) spans`

// summariesStatement sums traces up. Which span of a trace is its first is the rule that package query has, too.
func summariesStatement(traceIDs []string, within period) postgres.Statement {
	return postgres.Statement{
		Summary: "SELECT summaries of traces",
		SQL: `select row_to_json(trace) from (
  select encode(trace_id, 'hex') as trace_id,
    (array_agg(name ` + firstFirst + `))[1] as name, (array_agg(service ` + firstFirst + `))[1] as service,
    array_agg(distinct service) as services,
    min(start_unix_nano)::text as start_unix_nano, max(end_unix_nano)::text as end_unix_nano,
    count(*) as span_count, count(*) filter (where status = 2) as error_count
  from ` + eachTrace + ` group by spans.trace_id
) trace`,
		Args: append([]any{bytesOf(traceIDs)}, within.args()...),
	}
}

const firstFirst = "order by start_unix_nano, coalesce(octet_length(parent_span_id), 0), span_id"

// withCalls completes traces with what they say of calls to models.
func (s Store) withCalls(ctx context.Context, traces []trace) ([]query.Trace, error) {
	answer := make([]query.Trace, len(traces))
	places := make(map[string]*query.Trace, len(traces))
	ids := make([]string, len(traces))
	oldest, newest := uint64(math.MaxInt64), uint64(0)
	for i, trace := range traces {
		answer[i] = trace.Trace
		answer[i].DurationMS = core.Milliseconds(trace.StartUnixNano, trace.EndUnixNano)
		slices.Sort(answer[i].Services)
		places[trace.TraceID], ids[i] = &answer[i], trace.TraceID
		oldest, newest = min(oldest, trace.StartUnixNano), max(newest, trace.StartUnixNano, trace.EndUnixNano)
	}
	if len(ids) == 0 {
		return answer, nil
	}
	found, err := postgres.Query[candidate](ctx, s.Pool, callsOfStatement(ids, around(oldest, newest)))
	if err != nil {
		return nil, err
	}
	for _, candidate := range found {
		if call, ok := query.CallOf(candidate.span()); ok {
			places[call.TraceID].AddCall(call)
		}
	}
	return answer, nil
}
