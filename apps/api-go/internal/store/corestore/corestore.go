// Package corestore answers from the spans that core holds in its memory, by reading all of them that matter.
package corestore

import (
	"context"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/query"
	"observatory.example/api-go/internal/store"
)

// Store implements [store.Store].
type Store struct {
	Core *core.Client
}

// Traces implements [store.Store].
func (s Store) Traces(ctx context.Context, filter store.Filter) (store.Traces, error) {
	// Not filtered by core: a trace is more than the spans of one of its services.
	scan := s.Core.Scan(core.Filter{})
	traces := query.Traces(scan.Spans(ctx), query.TraceFilter{Service: filter.Service, Limit: filter.Limit})
	return store.Traces{Traces: traces, Complete: scan.Complete()}, scan.Err()
}

// Trace implements [store.Store].
func (s Store) Trace(ctx context.Context, id string) (store.Trace, error) {
	scan := s.Core.Scan(core.Filter{TraceID: id})
	tree, found := query.TreeOf(scan.Spans(ctx))
	if err := scan.Err(); err != nil {
		return store.Trace{}, err
	}
	if !found {
		return store.Trace{}, store.ErrNotFound
	}
	return store.Trace{Tree: tree, Complete: scan.Complete()}, nil
}

// Calls implements [store.Store].
func (s Store) Calls(ctx context.Context, filter store.Filter) (store.Calls, error) {
	scan := s.Core.Scan(core.Filter{Service: filter.Service})
	calls := query.Calls(scan.Spans(ctx), query.CallFilter{Model: filter.Model, Limit: filter.Limit})
	return store.Calls{Calls: calls, Complete: scan.Complete()}, scan.Err()
}

// Services implements [store.Store].
func (s Store) Services(ctx context.Context) (store.Services, error) {
	scan := s.Core.Scan(core.Filter{})
	services := query.Services(scan.Spans(ctx))
	return store.Services{Services: services, Complete: scan.Complete()}, scan.Err()
}

// Count implements [store.Store].
func (s Store) Count(ctx context.Context, service string) (store.Count, error) {
	count, err := s.Core.Count(ctx, core.Filter{Service: service})
	return store.Count{Service: service, Count: count}, err
}
