package timescale

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/postgres"
	"observatory.example/api-go/internal/query"
	"observatory.example/api-go/internal/store"
)

// Services implements [store.Store].
func (s Store) Services(ctx context.Context) (store.Services, error) {
	services, err := postgres.Query[query.Service](ctx, s.Pool, postgres.Statement{
		Summary: "SELECT services",
		SQL: `select row_to_json(found) from (
  select service as name, count(*) as span_count, count(*) filter (where status = 2) as error_count,
    max(end_unix_nano)::text as last_seen_unix_nano
  from spans group by service
) found`,
	})
	if err != nil {
		return store.Services{}, err
	}
	uses, err := s.modelUses(ctx)
	if err != nil {
		return store.Services{}, err
	}
	for i := range services {
		services[i].Models = slices.Sorted(maps.Keys(uses[services[i].Name].models))
		services[i].CallCount = uses[services[i].Name].calls
		if services[i].Models == nil {
			services[i].Models = []string{} // nil would become null in JSON
		}
	}
	slices.SortFunc(services, func(a, b query.Service) int { return cmp.Compare(a.Name, b.Name) })
	return store.Services{Services: services, Complete: true}, nil
}

// use is what a service has called.
type use struct {
	calls  int
	models map[string]bool
}

func (s Store) modelUses(ctx context.Context) (map[string]use, error) {
	kinds, err := postgres.Query[struct {
		Service    string          `json:"service"`
		Attributes core.Attributes `json:"attributes"`
		Count      int             `json:"count"`
	}](ctx, s.Pool, postgres.Statement{
		Summary: "SELECT models of services",
		SQL: `select json_build_object('service', service, 'count', count, 'attributes', json_build_object(
  'gen_ai.operation.name', operation, 'gen_ai.request.model', asked_for, 'gen_ai.response.model', answered)) from (
  select service, attributes->'gen_ai.operation.name' as operation, attributes->'gen_ai.request.model' as asked_for,
    attributes->'gen_ai.response.model' as answered, count(*)
  from spans where ` + tellsOfAModel + ` group by 1, 2, 3, 4
) kind`,
	})
	if err != nil {
		return nil, err
	}
	uses := map[string]use{}
	for _, kind := range kinds {
		call, ok := query.CallOf(core.Span{Attributes: kind.Attributes})
		if !ok {
			continue
		}
		found := uses[kind.Service]
		if found.models == nil {
			found.models = map[string]bool{}
		}
		found.calls += kind.Count
		found.models[call.Model] = true
		uses[kind.Service] = found
	}
	return uses, nil
}
