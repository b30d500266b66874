// Package api is the HTTP interface of api-go.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"observatory.example/api-go/internal/core"
	"observatory.example/libs/telemetry"
)

// API is what the routes work with.
type API struct {
	Logger  *slog.Logger
	Metrics *telemetry.Metrics
	Health  *telemetry.Health
	Core    *core.Client
	// Budget is the time that one request may spend on core in all, however many pages and attempts it takes.
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
	return telemetry.Middleware(a.Logger, a.Metrics, telemetry.Routes(mux))
}

// question answers one kind of request with a document, or with an error that [API.fail] knows.
type question func(ctx context.Context, r *http.Request) (document any, err error)

func (a API) answer(ask question) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), a.Budget)
		defer cancel()
		document, err := ask(ctx, r)
		if err != nil {
			a.fail(w, r, err)
			return
		}
		telemetry.WriteJSON(w, http.StatusOK, document)
	}
}
