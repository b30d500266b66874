package api

import (
	"context"
	"fmt"
	"net/http"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/query"
)

type tracesDocument struct {
	Traces   []query.Trace `json:"traces"`
	Complete bool          `json:"complete"` // false: core holds more spans than one request looks at
}

func (a API) traces(ctx context.Context, r *http.Request) (any, error) {
	limit, err := limitOf(r)
	if err != nil {
		return nil, err
	}
	// Not filtered by core: a trace is more than the spans of one of its services.
	scan := a.Core.Scan(core.Filter{})
	traces := query.Traces(scan.Spans(ctx), query.TraceFilter{Service: r.FormValue("service"), Limit: limit})
	return tracesDocument{traces, scan.Complete()}, scan.Err()
}

type treeDocument struct {
	query.Tree
	Complete bool `json:"complete"`
}

func (a API) trace(ctx context.Context, r *http.Request) (any, error) {
	id, err := traceIDOf(r)
	if err != nil {
		return nil, err
	}
	scan := a.Core.Scan(core.Filter{TraceID: id})
	tree, found := query.TreeOf(scan.Spans(ctx))
	if err := scan.Err(); err != nil {
		return nil, err
	}
	if !found {
		return nil, &refusal{http.StatusNotFound, fmt.Sprintf("Core holds no span of the trace %s; it may have aged out.", id)}
	}
	return treeDocument{tree, scan.Complete()}, nil
}

type callsDocument struct {
	Calls    []query.Call `json:"calls"`
	Complete bool         `json:"complete"`
}

func (a API) calls(ctx context.Context, r *http.Request) (any, error) {
	limit, err := limitOf(r)
	if err != nil {
		return nil, err
	}
	scan := a.Core.Scan(core.Filter{Service: r.FormValue("service")})
	calls := query.Calls(scan.Spans(ctx), query.CallFilter{Model: r.FormValue("model"), Limit: limit})
	return callsDocument{calls, scan.Complete()}, scan.Err()
}

type servicesDocument struct {
	Services []query.Service `json:"services"`
	Complete bool            `json:"complete"`
}

func (a API) services(ctx context.Context, _ *http.Request) (any, error) {
	scan := a.Core.Scan(core.Filter{})
	services := query.Services(scan.Spans(ctx))
	return servicesDocument{services, scan.Complete()}, scan.Err()
}
