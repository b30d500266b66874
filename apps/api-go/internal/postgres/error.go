package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Reason is why the database gave no answer.
type Reason string

// The reasons, worded to follow "the database".
const (
	Unreachable Reason = "cannot be reached"
	TimedOut    Reason = "did not answer in time"
	Unmigrated  Reason = "has not been migrated yet"
	Refused     Reason = "refused the query"
)

// The codes of PostgreSQL that make a difference here; all others are a refusal, most of them a bug.
const (
	undefinedTable   = "42P01"
	undefinedColumn  = "42703"
	queryCanceled    = "57014" // by statement_timeout
	adminShutdown    = "57P01"
	crashShutdown    = "57P02"
	cannotConnectNow = "57P03" // while it starts or ends
)

// Error says why the database gave no answer. Its text is for the log, its Reason for clients, too.
type Error struct {
	Reason  Reason
	Summary string // of the statement
	Err     error
}

// Error implements error.
func (e *Error) Error() string {
	cause := strings.ReplaceAll(e.Err.Error(), "\n\t", " ") // a line for each address that was tried
	return fmt.Sprintf("%s: the database %s: %s", e.Summary, e.Reason, cause)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrorType is the code of PostgreSQL where there is one.
func (e *Error) ErrorType() string {
	if refused, ok := errors.AsType[*pgconn.PgError](e.Err); ok {
		return refused.Code
	}
	return string(e.Reason)
}

// Source begins what a client may know, see store.Trouble.
func (e *Error) Source() string { return "The database" }

// Why completes the sentence that Source begins.
func (e *Error) Why() string { return string(e.Reason) }

// Status says that the service cannot work now: the database is a part of it.
func (e *Error) Status() int {
	if e.Reason == TimedOut {
		return http.StatusGatewayTimeout
	}
	return http.StatusServiceUnavailable
}

// unconnected is an error from before there was a connection.
type unconnected struct{ error }

func (u *unconnected) Unwrap() error { return u.error }

// sorted gives an error its reason.
func sorted(summary string, err error) *Error {
	reason := Unreachable
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok {
		reason = reasonOf(refused.Code)
	} else if pgconn.Timeout(err) || errors.Is(err, context.DeadlineExceeded) {
		reason = TimedOut
	}
	// That nobody answers at an address is no different from that nobody is there.
	if _, ok := errors.AsType[*unconnected](err); ok && reason == TimedOut {
		reason = Unreachable
	}
	return &Error{reason, summary, err}
}

func reasonOf(code string) Reason {
	switch code {
	case undefinedTable, undefinedColumn:
		return Unmigrated
	case queryCanceled:
		return TimedOut
	case adminShutdown, crashShutdown, cannotConnectNow:
		return Unreachable
	}
	return Refused
}
