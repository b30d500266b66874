// Package timescale answers from the table that core writes its spans to, and only reads there.
//
// Lists are read along the indexes by start, newest first, from one position to the next; nothing is sorted or counted that
// is not shown. What a call to a model is stays the decision of package query: the statements here only find candidates.
package timescale

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/postgres"
	"observatory.example/api-go/internal/query"
	"observatory.example/api-go/internal/store"
)

const (
	// DefaultMaxSpans is how many spans one answer looks at when nothing else is set.
	DefaultMaxSpans = 100_000
	// maxTreeSpans is how large a trace may be that is still shown whole.
	maxTreeSpans = 10_000
)

// Store implements [store.Store].
type Store struct {
	Pool *postgres.Pool
	// MaxSpans is how many spans one answer looks at.
	MaxSpans int
}

// Ready returns nil when the table can be read.
func (s Store) Ready(ctx context.Context) error {
	return s.Pool.Ready(ctx, postgres.Statement{Summary: "SELECT spans", SQL: "select 1 from spans limit 0"})
}

// Trace implements [store.Store].
func (s Store) Trace(ctx context.Context, id string) (store.Trace, error) {
	spans, err := postgres.Query[core.Span](ctx, s.Pool, traceStatement(id))
	if err != nil {
		return store.Trace{}, err
	}
	complete := len(spans) <= maxTreeSpans
	if !complete {
		spans = spans[:maxTreeSpans]
	}
	for i := range spans {
		spans[i].DurationMS = core.Milliseconds(spans[i].StartUnixNano, spans[i].EndUnixNano)
	}
	tree, found := query.TreeOf(slices.Values(spans))
	if !found {
		return store.Trace{}, store.ErrNotFound
	}
	return store.Trace{Tree: tree, Complete: complete}, nil
}

func traceStatement(id string) postgres.Statement {
	return postgres.Statement{
		Summary: "SELECT spans of a trace",
		SQL: `select row_to_json(span) from (
  select encode(trace_id, 'hex') as trace_id, encode(span_id, 'hex') as span_id, encode(parent_span_id, 'hex') as parent_span_id,
    name, ` + kindName + ` as kind, service, start_unix_nano::text, end_unix_nano::text, ` + statusName + ` as status,
    status_message, attributes, resource
  from spans where trace_id = decode($1, 'hex') order by spans.start_time limit $2
) span`,
		Args: []any{id, maxTreeSpans + 1},
	}
}

// Count implements [store.Store].
func (s Store) Count(ctx context.Context, service string) (store.Count, error) {
	var where conditions
	where.service(service)
	counted, err := postgres.Query[store.Count](ctx, s.Pool, postgres.Statement{
		Summary: "SELECT count of spans",
		SQL:     "select json_build_object('count', count(*)) from spans " + where.clause(),
		Args:    where.args,
	})
	if err != nil {
		return store.Count{}, err
	}
	counted[0].Service = service
	return counted[0], nil
}

// The names that OTLP's numbers have in the rest of this system.
const (
	kindName = `coalesce((array['internal', 'server', 'client', 'producer', 'consumer'])[kind], 'unspecified')`

	statusName = `case status when 2 then 'error' when 1 then 'ok' else 'unset' end`
)

// conditions are those of a WHERE clause, with their arguments.
type conditions struct {
	terms []string
	args  []any
}

// add takes a condition in which each argument stands as %s.
func (c *conditions) add(term string, args ...any) {
	places := make([]any, len(args))
	for i, arg := range args {
		places[i] = c.arg(arg)
	}
	c.terms = append(c.terms, fmt.Sprintf(term, places...))
}

// arg returns the place of an argument.
func (c *conditions) arg(arg any) string {
	c.args = append(c.args, arg)
	return fmt.Sprintf("$%d", len(c.args))
}

func (c *conditions) service(name string) {
	if name != "" {
		c.add("service = %s", name)
	}
}

// after goes on behind a span in the order of [newestFirst].
func (c *conditions) after(p *position) {
	if p != nil {
		c.add("(start_time, trace_id, span_id) < (%s, decode(%s, 'hex'), decode(%s, 'hex'))", p.StartTime, p.TraceID, p.SpanID)
	}
}

func (c *conditions) clause() string {
	if len(c.terms) == 0 {
		return ""
	}
	return "where " + strings.Join(c.terms, " and ")
}

// newestFirst is an order in which each span has its place. The indexes know its first column, which is enough. It names the
// table, since a name alone would be that of the text which is selected, and which no index knows.
const newestFirst = "order by spans.start_time desc, spans.trace_id desc, spans.span_id desc"

// position is the place of a span in the order of newestFirst.
type position struct {
	StartTime string `json:"start_time"` // as the database wrote it, to the microsecond
	TraceID   string `json:"trace_id"`
	SpanID    string `json:"span_id"`
}
