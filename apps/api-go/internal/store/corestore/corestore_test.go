package corestore_test

import (
	"testing"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/core/coretest"
	"observatory.example/api-go/internal/store"
	"observatory.example/api-go/internal/store/corestore"
	"observatory.example/api-go/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T, spans []core.Span) store.Store {
		return corestore.Store{Core: coretest.Start(t, spans...).Client()}
	})
}

func TestTroubleWithCoreIsPassedOn(t *testing.T) {
	fake := coretest.Start(t)
	fake.Stop()
	s := corestore.Store{Core: fake.Client()}
	_, traces := s.Traces(t.Context(), store.Filter{Limit: 1})
	_, trace := s.Trace(t.Context(), coretest.TraceID)
	_, calls := s.Calls(t.Context(), store.Filter{Limit: 1})
	_, services := s.Services(t.Context())
	_, count := s.Count(t.Context(), "")
	for _, err := range []error{traces, trace, calls, services, count} {
		trouble, ok := err.(store.Trouble) //nolint:errorlint // nothing wraps it
		if !ok || trouble.Status() != 502 || trouble.Source()+" "+trouble.Why() != "The service core cannot be reached" {
			t.Errorf("got %v", err)
		}
	}
}
