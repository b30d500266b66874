package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// unmatched is the route of all requests that no pattern matches: their paths are without number.
const unmatched = "unmatched"

// Middleware gives each request its id and its span, measures and logs it, and turns a panic into a problem. For the route
// to be known, routes must hand the request itself, not a copy, to its [http.ServeMux].
func Middleware(logger *slog.Logger, metrics *Metrics, tracing *Tracing, routes http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := requestIDOf(r)
		w.Header().Set(RequestIDHeader, id)
		r = r.WithContext(WithRequestID(r.Context(), id))
		span := trace.SpanFromContext(r.Context())
		if !ofMachines(r.URL.Path) {
			var ctx context.Context
			ctx, span = tracing.serve(r)
			r = r.WithContext(ctx)
		}

		started := time.Now()
		response := &recorder{ResponseWriter: w}
		// Deferred, so that a request which is aborted by a panic is measured and logged like any other.
		defer func() {
			duration, route := time.Since(started), routeOf(r)
			metrics.observe(r.Method, route, response.statusCode(), duration)
			logger.LogAttrs(r.Context(), levelOf(route), "request completed",
				slog.String("method", r.Method),
				slog.String("path", r.URL.Path),
				slog.String("route", route),
				slog.Int("status", response.statusCode()),
				slog.Int64("response_bytes", response.bytes),
				slog.Float64("duration_ms", thousandths(float64(duration)/float64(time.Millisecond))),
			)
			answered(span, r.Method, route, response.statusCode())
		}()
		serve(logger, response, r, routes)
	})
}

// serve answers with a problem when routes panics and nothing has been sent; else it breaks the connection off, so that
// the client does not take half an answer for a whole one.
func serve(logger *slog.Logger, w *recorder, r *http.Request, routes http.Handler) {
	defer func() {
		reason := recover()
		if reason == nil {
			return
		}
		if err, ok := reason.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(reason)
		}
		logger.ErrorContext(r.Context(), "handler panicked", "panic", fmt.Sprint(reason), "stack", string(debug.Stack()))
		if w.status != 0 {
			panic(http.ErrAbortHandler)
		}
		WriteProblem(w, r, http.StatusInternalServerError, "The service made a mistake. Its log tells more under this request id.")
	}()
	routes.ServeHTTP(w, r)
}

func routeOf(r *http.Request) string {
	if r.Pattern == "" {
		return unmatched
	}
	_, route, found := strings.Cut(r.Pattern, " ")
	if !found {
		return r.Pattern
	}
	return route
}

// levelOf keeps what probes and scrapers ask every few seconds out of the log.
func levelOf(route string) slog.Level {
	if ofMachines(route) {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// ofMachines reports whether a path or route is one that probes and scrapers ask every few seconds.
func ofMachines(route string) bool {
	switch path.Base(route) {
	case "health", "ready", "metrics":
		return true
	}
	return false
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK { // those below only announce the answer
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(content []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	written, err := r.ResponseWriter.Write(content)
	r.bytes += int64(written)
	return written, err
}

// Unwrap lets [http.ResponseController] reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter {
	return r.ResponseWriter
}

// statusCode is what net/http sends when a handler returns without a word.
func (r *recorder) statusCode() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}
