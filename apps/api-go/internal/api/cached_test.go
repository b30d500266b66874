package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"observatory.example/api-go/internal/cache"
	"observatory.example/api-go/internal/core/coretest"
)

// shelf keeps answers until the test ends.
type shelf struct{ kept sync.Map }

func (s *shelf) Get(_ context.Context, key string) ([]byte, error) {
	if answer, found := s.kept.Load(key); found {
		return answer.([]byte), nil
	}
	return nil, cache.ErrMiss
}

func (s *shelf) Set(_ context.Context, key string, answer []byte, _ time.Duration) error {
	s.kept.Store(key, answer)
	return nil
}

func TestEqualQuestionsShareAnAnswer(t *testing.T) {
	s := start(t, scene()...)
	s.api.Cache = cache.New(&shelf{}, time.Second, time.Minute)
	s.handler = s.api.Handler()
	get := func(target string) (body, status string) {
		response := s.do(httptest.NewRequest(http.MethodGet, target, nil))
		return response.Body.String(), response.Header().Get("Cache-Status")
	}
	for _, test := range []struct{ target, same string }{
		{"/api/traces", "/api/traces?limit=100&service=&unknown=1"},
		{"/api/calls?model=large", "/api/calls?model=large&limit="},
		{"/api/services", "/api/services?x=y"},
		{"/api/traces/" + coretest.TraceID, "/api/traces/0AF7651916CD43DD8448EB211C80319C"},
	} {
		first, made := get(test.target)
		asked := len(s.core.Requests())
		second, kept := get(test.same)
		if made != "api-go; fwd=uri-miss; stored" || kept != "api-go; hit" || first != second || len(s.core.Requests()) != asked {
			t.Errorf("%s: %s, then %s\n%s%s", test.target, made, kept, first, second)
		}
	}
	for _, other := range []string{
		"/api/traces?limit=1", "/api/traces?service=search", "/api/calls", "/api/calls?model=small", "/api/calls?model=large&service=search",
	} {
		if _, status := get(other); status != "api-go; fwd=uri-miss; stored" {
			t.Errorf("%s: got %s", other, status)
		}
	}
	for range 2 {
		if _, status := get("/api/spans/count"); status != "" {
			t.Errorf("a count was %s", status)
		}
	}
}

func TestNoErrorIsKept(t *testing.T) {
	s := start(t)
	s.api.Cache = cache.New(&shelf{}, time.Second, time.Minute)
	s.handler = s.api.Handler()
	s.core.Answer(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	for _, target := range []string{"/api/calls", "/api/traces/" + otherTrace} {
		if status, _ := s.get(t, target); status != http.StatusBadGateway {
			t.Errorf("%s: got %d", target, status)
		}
	}
	s.core.Answer(nil)
	if status, _ := s.get(t, "/api/calls"); status != http.StatusOK {
		t.Errorf("got %d when core is back", status)
	}
	for range 2 {
		if status, _ := s.get(t, "/api/traces/"+otherTrace); status != http.StatusNotFound {
			t.Errorf("got %d for an unknown trace", status)
		}
	}
}
