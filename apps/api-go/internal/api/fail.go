package api

import (
	"errors"
	"fmt"
	"net/http"

	"observatory.example/api-go/internal/core"
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
	troubled, ok := errors.AsType[*core.Error](err)
	if !ok {
		panic(fmt.Errorf("an error of no known kind: %w", err)) // a bug, for the middleware to log and to answer
	}

	a.Logger.WarnContext(r.Context(), "core gave no usable answer", "reason", string(troubled.Reason), "error", err)
	status := http.StatusBadGateway
	if troubled.Reason == core.TimedOut {
		status = http.StatusGatewayTimeout
	}
	telemetry.WriteProblem(w, r, status, fmt.Sprintf("The service core %s. Try again later.", troubled.Reason))
}
