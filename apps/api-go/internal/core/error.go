package core

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// Reason is why core gave no usable answer.
type Reason string

// The reasons, worded to follow "core".
const (
	Unreachable Reason = "cannot be reached"
	TimedOut    Reason = "did not answer in time"
	Refused     Reason = "refused the query"
	Unreadable  Reason = "gave an answer that cannot be understood"
	TooLarge    Reason = "gave an answer that is too large"
)

// Error says why core gave no usable answer. Its text may name addresses: it is for the log, and the Reason for a client.
type Error struct {
	Reason Reason
	Code   int // the status of the answer, where there was one
	Err    error
}

// Source begins what a client may know, see store.Trouble.
func (e *Error) Source() string { return "The service core" }

// Why completes the sentence that Source begins.
func (e *Error) Why() string { return string(e.Reason) }

// Status is that of a gateway whose upstream does not do its part.
func (e *Error) Status() int {
	if e.Reason == TimedOut {
		return http.StatusGatewayTimeout
	}
	return http.StatusBadGateway
}

// Error implements error.
func (e *Error) Error() string {
	text := "core " + string(e.Reason)
	if e.Code != 0 {
		text = fmt.Sprintf("%s (status %d)", text, e.Code)
	}
	if e.Err != nil {
		text = fmt.Sprintf("%s: %v", text, e.Err)
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error {
	return e.Err
}

// passing reports whether the same question may well be answered a moment later. A timeout is not among the passing
// troubles: who is slow is not helped by being asked again.
func (e *Error) passing() bool {
	switch e.Code {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return e.Reason == Unreachable
}

// unanswered sorts an error of the transport.
func unanswered(err error) *Error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // it only adds the URL, which is the same for all requests and was logged at the start
	}
	if netError, ok := errors.AsType[net.Error](err); ok && netError.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return &Error{Reason: TimedOut, Err: err}
	}
	return &Error{Reason: Unreachable, Err: err}
}
