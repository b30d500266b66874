package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"observatory.example/api-go/internal/store"
)

func (a API) traces(r *http.Request) (question, error) {
	limit, err := limitOf(r)
	if err != nil {
		return question{}, err
	}
	filter := store.Filter{Service: r.FormValue("service"), Limit: limit}
	return question{keyOf("traces", filter), func(ctx context.Context) (any, error) {
		return a.Store.Traces(ctx, filter)
	}}, nil
}

func (a API) trace(r *http.Request) (question, error) {
	id, err := traceIDOf(r)
	if err != nil {
		return question{}, err
	}
	return question{"trace?" + id, func(ctx context.Context) (any, error) {
		trace, err := a.Store.Trace(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return nil, &refusal{http.StatusNotFound, fmt.Sprintf("There is no span of the trace %s; it may have aged out.", id)}
		}
		return trace, err
	}}, nil
}

func (a API) calls(r *http.Request) (question, error) {
	limit, err := limitOf(r)
	if err != nil {
		return question{}, err
	}
	filter := store.Filter{Service: r.FormValue("service"), Model: r.FormValue("model"), Limit: limit}
	return question{keyOf("calls", filter), func(ctx context.Context) (any, error) {
		return a.Store.Calls(ctx, filter)
	}}, nil
}

func (a API) services(*http.Request) (question, error) {
	return question{"services", func(ctx context.Context) (any, error) {
		return a.Store.Services(ctx)
	}}, nil
}

// count has no key: whoever counts wants to know whether something has arrived by now.
func (a API) count(r *http.Request) (question, error) {
	service := r.FormValue("service")
	return question{"", func(ctx context.Context) (any, error) {
		return a.Store.Count(ctx, service)
	}}, nil
}

// keyOf names a question by all that its answer depends on, and by nothing else that a request may hold.
func keyOf(name string, filter store.Filter) string {
	return name + "?" + url.Values{
		"service": {filter.Service}, "model": {filter.Model}, "limit": {strconv.Itoa(filter.Limit)},
	}.Encode()
}
