package timescale

import (
	"context"
	"slices"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/postgres"
	"observatory.example/api-go/internal/query"
	"observatory.example/api-go/internal/store"
)

// tellsOfAModel is, word by word, the condition of the partial index over what may be a call to a model.
const tellsOfAModel = "(attributes ? 'gen_ai.request.model' or attributes ? 'gen_ai.operation.name')"

// aboutCalls leaves of the attributes only what is asked about a call: prompts and answers can be long.
const aboutCalls = `(select json_object_agg(key, value) from jsonb_each(attributes) where key in (
      'gen_ai.operation.name', 'gen_ai.provider.name', 'gen_ai.system', 'gen_ai.request.model', 'gen_ai.response.model',
      'gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'error.type'))`

// candidate is a span that may be a call to a model.
type candidate struct {
	position
	Service       string          `json:"service"`
	StartUnixNano uint64          `json:"start_unix_nano,string"`
	EndUnixNano   uint64          `json:"end_unix_nano,string"`
	Status        string          `json:"status"`
	Attributes    core.Attributes `json:"attributes"`
}

func (c candidate) span() core.Span {
	return core.Span{
		TraceID: c.TraceID, SpanID: c.SpanID, Service: c.Service, Status: c.Status, Attributes: c.Attributes,
		StartUnixNano: c.StartUnixNano, EndUnixNano: c.EndUnixNano, DurationMS: core.Milliseconds(c.StartUnixNano, c.EndUnixNano),
	}
}

// Calls implements [store.Store]. It reads candidates page by page, until there are calls enough among them.
func (s Store) Calls(ctx context.Context, filter store.Filter) (store.Calls, error) {
	answer := store.Calls{Calls: []query.Call{}, Complete: true}
	var last *position
	for seen := 0; ; {
		size := min(filter.Limit-len(answer.Calls), s.MaxSpans-seen)
		if size <= 0 {
			answer.Complete = len(answer.Calls) == filter.Limit
			return answer, nil
		}
		page, err := postgres.Query[candidate](ctx, s.Pool, callsStatement(filter, last, size))
		if err != nil {
			return store.Calls{}, err
		}
		for _, candidate := range page {
			if call, ok := query.CallOf(candidate.span()); ok {
				answer.Calls = append(answer.Calls, call)
			}
		}
		if len(page) < size {
			return answer, nil
		}
		seen += len(page)
		last = &page[len(page)-1].position
	}
}

func callsStatement(filter store.Filter, after *position, limit int) postgres.Statement {
	where := conditions{terms: []string{tellsOfAModel}}
	where.service(filter.Service)
	if filter.Model != "" {
		where.add("%s in (attributes->>'gen_ai.request.model', attributes->>'gen_ai.response.model')", filter.Model)
	}
	where.add("coalesce(attributes->>'gen_ai.operation.name', '') <> all(%s)", query.AroundCalls())
	where.after(after)
	rest := where.clause() + " " + newestFirst + " limit " + where.arg(limit)
	return candidates("SELECT calls", "spans", rest, where.args)
}

// callsOfStatement asks for the candidates of some traces.
func callsOfStatement(traceIDs []string, within period) postgres.Statement {
	where := conditions{terms: []string{tellsOfAModel}}
	return candidates("SELECT calls of traces", eachTrace, where.clause(), append([]any{bytesOf(traceIDs)}, within.args()...))
}

func candidates(summary, from, rest string, args []any) postgres.Statement {
	return postgres.Statement{
		Summary: summary,
		SQL: `select row_to_json(candidate) from (
  select start_time::text, encode(trace_id, 'hex') as trace_id, encode(span_id, 'hex') as span_id, service,
    start_unix_nano::text, end_unix_nano::text, ` + statusName + ` as status, ` + aboutCalls + ` as attributes
  from ` + from + " " + rest + `
) candidate`,
		Args: args,
	}
}

// bytesOf returns ids, given in hexadecimal digits, as PostgreSQL writes bytes.
func bytesOf(ids []string) []string {
	bytes := slices.Clone(ids)
	for i := range bytes {
		bytes[i] = `\x` + bytes[i]
	}
	return bytes
}
