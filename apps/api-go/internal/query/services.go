package query

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"observatory.example/api-go/internal/core"
)

// Service is what is known of one service from its spans.
type Service struct {
	Name             string   `json:"name"`
	SpanCount        int      `json:"span_count"`
	ErrorCount       int      `json:"error_count"`
	CallCount        int      `json:"call_count"`
	Models           []string `json:"models"`
	LastSeenUnixNano uint64   `json:"last_seen_unix_nano,string"`
}

// Services returns the services that spans come from, by name.
func Services(spans iter.Seq[core.Span]) []Service {
	services := map[string]*Service{}
	models := map[string]map[string]bool{}
	for span := range distinct(spans) {
		service := services[span.Service]
		if service == nil {
			service = &Service{Name: span.Service}
			services[span.Service], models[span.Service] = service, map[string]bool{}
		}
		service.SpanCount++
		if span.Failed() {
			service.ErrorCount++
		}
		if call, ok := CallOf(span); ok {
			service.CallCount++
			models[span.Service][call.Model] = true
		}
		service.LastSeenUnixNano = max(service.LastSeenUnixNano, span.EndUnixNano)
	}

	list := make([]Service, 0, len(services))
	for name, service := range services {
		service.Models = sortedKeys(models[name])
		list = append(list, *service)
	}
	slices.SortFunc(list, func(a, b Service) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// sortedKeys returns a list even where there are no keys, since nil would become null in JSON.
func sortedKeys(set map[string]bool) []string {
	keys := slices.AppendSeq(make([]string, 0, len(set)), maps.Keys(set))
	slices.Sort(keys)
	return keys
}
