// Package store says what the API asks of whatever holds the spans, and what it gets.
package store

import (
	"context"
	"errors"

	"observatory.example/api-go/internal/query"
)

// Store answers the questions of the API. What every implementation owes is written as tests, in storetest.
type Store interface {
	// Traces returns the newest traces, whole, by their starts.
	Traces(ctx context.Context, filter Filter) (Traces, error)
	// Trace returns one trace as a tree, or [ErrNotFound].
	Trace(ctx context.Context, id string) (Trace, error)
	// Calls returns the newest calls to language models.
	Calls(ctx context.Context, filter Filter) (Calls, error)
	// Services returns all services, by name.
	Services(ctx context.Context) (Services, error)
	// Count returns how many spans there are, of one service where it is not "".
	Count(ctx context.Context, service string) (Count, error)
}

// Filter chooses what to return. An empty text chooses all.
type Filter struct {
	Service string
	Model   string // for calls only: the one asked for, or the one that answered
	Limit   int
}

// Traces are the newest traces.
type Traces struct {
	Traces   []query.Trace `json:"traces"`
	Complete bool          `json:"complete"` // false: there are more spans than one answer looks at
}

// Trace is one trace.
type Trace struct {
	query.Tree
	Complete bool `json:"complete"`
}

// Calls are the newest calls.
type Calls struct {
	Calls    []query.Call `json:"calls"`
	Complete bool         `json:"complete"`
}

// Services are all services.
type Services struct {
	Services []query.Service `json:"services"`
	Complete bool            `json:"complete"`
}

// Count is a number of spans.
type Count struct {
	Service string `json:"service"` // "": of all services
	Count   int64  `json:"count"`
}

// ErrNotFound is what there is to say of a trace without a span.
var ErrNotFound = errors.New("there is no such trace")

// Trouble is an error of a store that cannot answer now. Its text is for the log; what it is made of is for clients.
type Trouble interface {
	error
	Source() string // begins a sentence: "The service core"
	Why() string    // goes on with it: "cannot be reached"
	Status() int    // of the answer that says so
}
