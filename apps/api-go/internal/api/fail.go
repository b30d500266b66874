package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"observatory.example/api-go/internal/store"
	"observatory.example/libs/telemetry"
)

// statusClientClosed is what nginx made the custom for a request whose client did not wait. Nobody receives it: it keeps
// such requests apart in the log and the metrics.
const statusClientClosed = 499

// refusal is an error that the client can mend.
type refusal struct {
	status int
	detail string
}

func (r *refusal) Error() string {
	return r.detail
}

// fail answers with the problem that err stands for.
func (a API) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		telemetry.WriteProblem(w, r, statusClientClosed, "The client closed the connection.")
		return
	}
	if refused, ok := errors.AsType[*refusal](err); ok {
		telemetry.WriteProblem(w, r, refused.status, refused.detail)
		return
	}
	trouble, ok := errors.AsType[store.Trouble](err)
	if !ok && errors.Is(err, context.DeadlineExceeded) { // the budget ended while others were being answered
		telemetry.WriteProblem(w, r, http.StatusGatewayTimeout, "The answer took too long. Try again later.")
		return
	}
	if !ok {
		panic(fmt.Errorf("an error of no known kind: %w", err)) // a bug, for the middleware to log and to answer
	}

	a.Logger.WarnContext(r.Context(), "no usable answer", "reason", trouble.Why(), "error", err)
	if trouble.Status() == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	telemetry.WriteProblem(w, r, trouble.Status(), fmt.Sprintf("%s %s. Try again later.", trouble.Source(), trouble.Why()))
}
