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

// group is what the spans of a service have in common as far as calls to models go.
type group struct {
	Service     string          `json:"service"`
	Attributes  core.Attributes `json:"attributes"`
	Count       int             `json:"count"`
	Errors      int             `json:"errors"`
	EndUnixNano uint64          `json:"end_unix_nano,string"`
}

// Services implements [store.Store]. It counts the newest spans only: to count all would take the longer the more there are.
func (s Store) Services(ctx context.Context) (store.Services, error) {
	groups, err := postgres.Query[group](ctx, s.Pool, servicesStatement(s.MaxSpans))
	if err != nil {
		return store.Services{}, err
	}
	services := map[string]*query.Service{}
	total := 0
	for _, group := range groups {
		service := services[group.Service]
		if service == nil {
			service = &query.Service{Name: group.Service, Models: []string{}}
			services[group.Service] = service
		}
		service.SpanCount += group.Count
		service.ErrorCount += group.Errors
		service.LastSeenUnixNano = max(service.LastSeenUnixNano, group.EndUnixNano)
		if call, ok := query.CallOf(core.Span{Attributes: group.Attributes}); ok {
			service.CallCount += group.Count
			service.Models = append(service.Models, call.Model)
		}
		total += group.Count
	}

	answer := store.Services{Services: make([]query.Service, 0, len(services)), Complete: total < s.MaxSpans}
	for _, service := range services {
		slices.Sort(service.Models)
		service.Models = slices.Compact(service.Models)
		answer.Services = append(answer.Services, *service)
	}
	slices.SortFunc(answer.Services, func(a, b query.Service) int { return cmp.Compare(a.Name, b.Name) })
	return answer, nil
}

func servicesStatement(limit int) postgres.Statement {
	return postgres.Statement{
		Summary: "SELECT services",
		SQL: `select json_build_object('service', service, 'count', count(*), 'errors', count(*) filter (where status = 2),
  'end_unix_nano', max(end_unix_nano)::text, 'attributes', json_build_object(
    'gen_ai.operation.name', operation, 'gen_ai.request.model', asked_for, 'gen_ai.response.model', answered))
from (
  select service, status, end_unix_nano, attributes->'gen_ai.operation.name' as operation,
    attributes->'gen_ai.request.model' as asked_for, attributes->'gen_ai.response.model' as answered
  from spans order by spans.start_time desc limit $1
) newest group by service, operation, asked_for, answered`,
		Args: []any{limit},
	}
}
