package telemetry

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
)

// RequestIDHeader carries the id of a request from service to service, and back to the caller.
const RequestIDHeader = "X-Request-Id"

var requestIDForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,128}$`)

type requestIDKey struct{}

// RequestID returns the id of the request that ctx belongs to, or "" outside of one.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// WithRequestID returns a context that belongs to the request of this id.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// requestIDOf takes over the id that the caller gave when it is fit to be logged and passed on, or makes one.
func requestIDOf(r *http.Request) string {
	if id := r.Header.Get(RequestIDHeader); requestIDForm.MatchString(id) {
		return id
	}
	return rand.Text()
}
