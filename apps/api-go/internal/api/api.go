// Package api is the HTTP interface of api-go.
package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"observatory.example/api-go/internal/cache"
	"observatory.example/api-go/internal/store"
	"observatory.example/libs/telemetry"
)

// API is what the routes work with.
type API struct {
	Logger  *slog.Logger
	Metrics *telemetry.Metrics
	Tracing *telemetry.Tracing
	Health  *telemetry.Health
	Store   store.Store
	// Cache keeps answers for a while; nil: every answer is made anew.
	Cache *cache.Cache
	// Budget is the time that the store may take for one request in all, however many questions and attempts it is asked.
	Budget time.Duration
}

// Handler returns the routes with everything around them.
func (a API) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", a.Health.Alive)
	mux.HandleFunc("GET /api/health", a.Health.Alive)
	mux.HandleFunc("GET /ready", a.Health.Ready)
	mux.Handle("GET /metrics", a.Metrics.Handler())
	mux.HandleFunc("GET /api/traces", a.answer(a.traces))
	mux.HandleFunc("GET /api/traces/{trace_id}", a.answer(a.trace))
	mux.HandleFunc("GET /api/calls", a.answer(a.calls))
	mux.HandleFunc("GET /api/services", a.answer(a.services))
	mux.HandleFunc("GET /api/spans/count", a.answer(a.count))
	return telemetry.Middleware(a.Logger, a.Metrics, a.Tracing, telemetry.Routes(mux))
}

// question is a request understood.
type question struct {
	// key is the same for requests with the same answer; "" where each is to be answered anew.
	key string
	// ask returns a document, or an error that [API.fail] knows.
	ask func(ctx context.Context) (document any, err error)
}

// answer serves requests that understand makes a question of, or an error where the client has to mend something.
func (a API) answer(understand func(*http.Request) (question, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		q, err := understand(r)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), a.Budget)
		defer cancel()
		document, status, err := a.find(ctx, q)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		if status != "" {
			w.Header().Set("Cache-Status", status)
		}
		telemetry.WriteJSON(w, http.StatusOK, document)
	}
}

// find returns the document that answers a question, and what the cache had to do with it, as RFC 9211 says that.
func (a API) find(ctx context.Context, q question) (document any, status string, err error) {
	if a.Cache == nil || q.key == "" {
		document, err = q.ask(ctx)
		return document, "", err
	}
	body, result, err := a.Cache.Answer(ctx, q.key, func(ctx context.Context) ([]byte, error) {
		document, err := q.ask(ctx)
		if err != nil {
			return nil, err
		}
		return json.Marshal(document)
	})
	if err != nil {
		return nil, "", err
	}
	return json.RawMessage(body), statusOf(result), nil
}

func statusOf(result cache.Result) string {
	switch result {
	case cache.Hit:
		return "api-go; hit"
	case cache.Shared:
		return "api-go; fwd=uri-miss; collapsed"
	case cache.Miss:
		return "api-go; fwd=uri-miss; stored"
	case cache.Away:
		return "api-go; fwd=bypass"
	}
	return ""
}
