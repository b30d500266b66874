// Package coretest is a core for tests: it answers queries over fixed spans as the real one does, and can be made to fail.
package coretest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"observatory.example/api-go/internal/core"
)

// TraceID is the trace that spans of [Span] belong to.
const TraceID = "0af7651916cd43dd8448eb211c80319c"

// Core is a running fake.
type Core struct {
	server *httptest.Server

	mu       sync.Mutex
	spans    []core.Span // newest first
	override http.HandlerFunc
	requests []*http.Request
}

// Start runs a fake that holds spans, given newest first, until the test ends.
func Start(t testing.TB, spans ...core.Span) *Core {
	t.Helper()
	c := &Core{spans: spans}
	c.server = httptest.NewServer(c)
	t.Cleanup(c.server.Close)
	return c
}

// Span returns a span of [TraceID] that took 10 ms, to be changed at will.
func Span(id, parent string, start uint64) core.Span {
	span := core.Span{
		TraceID:       TraceID,
		SpanID:        id,
		Name:          "span " + id,
		Kind:          "internal",
		Service:       "checkout",
		StartUnixNano: start,
		EndUnixNano:   start + uint64(10*time.Millisecond),
		DurationMS:    10,
		Status:        "unset",
		Attributes:    core.Attributes{},
		Resource:      core.Attributes{},
	}
	if parent != "" {
		span.ParentSpanID = &parent
	}
	return span
}

// ModelCall returns a span that is a call to the given model.
func ModelCall(id, parent string, start uint64, model string) core.Span {
	span := Span(id, parent, start)
	span.Name, span.Kind = "chat "+model, "client"
	span.Attributes = Attributes(map[string]any{
		"gen_ai.operation.name":      "chat",
		"gen_ai.provider.name":       "acme",
		"gen_ai.request.model":       model,
		"gen_ai.usage.input_tokens":  100,
		"gen_ai.usage.output_tokens": 20,
	})
	return span
}

// Attributes encodes values as the attributes of a span.
func Attributes(values map[string]any) core.Attributes {
	attributes := core.Attributes{}
	for name, value := range values {
		encoded, err := json.Marshal(value)
		if err != nil {
			panic(err)
		}
		attributes[name] = encoded
	}
	return attributes
}

// URL is where the fake listens.
func (c *Core) URL() *url.URL {
	parsed, err := url.Parse(c.server.URL)
	if err != nil {
		panic(err)
	}
	return parsed
}

// Client returns a client of the fake that waits long enough for a slow machine.
func (c *Core) Client() *core.Client {
	return core.NewClient(c.URL(), 20*time.Second)
}

// Stop makes the fake unreachable.
func (c *Core) Stop() {
	c.server.Close()
}

// Answer makes handler answer all requests from now on.
func (c *Core) Answer(handler http.HandlerFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.override = handler
}

// Requests returns the requests so far.
func (c *Core) Requests() []*http.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.requests)
}

// ServeHTTP implements [http.Handler].
func (c *Core) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.requests = append(c.requests, r)
	override := c.override
	c.mu.Unlock()

	switch {
	case override != nil:
		override(w, r)
	case r.URL.Path == "/v1/spans":
		c.serveSpans(w, r)
	case r.URL.Path == "/ready":
		reply(w, http.StatusOK, map[string]any{"status": "ready", "dependencies": []any{}})
	default:
		reply(w, http.StatusNotFound, map[string]any{"type": "about:blank", "title": "Not Found", "status": 404})
	}
}

func (c *Core) serveSpans(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	limit, err := strconv.Atoi(query.Get("limit"))
	if err != nil || limit < 1 || limit > 1000 {
		reply(w, http.StatusBadRequest, map[string]any{"status": 400, "detail": "limit must be 1 to 1000"})
		return
	}
	offset, _ := strconv.Atoi(strings.TrimPrefix(query.Get("cursor"), "after-"))

	chosen := []core.Span{}
	for _, span := range c.spans {
		if matches(query.Get("service"), span.Service) && matches(query.Get("trace_id"), span.TraceID) {
			chosen = append(chosen, span)
		}
	}
	page := map[string]any{"total": len(chosen), "next_cursor": nil}
	if end := offset + limit; end < len(chosen) {
		page["spans"], page["next_cursor"] = chosen[offset:end], "after-"+strconv.Itoa(end)
	} else {
		page["spans"] = chosen[min(offset, len(chosen)):]
	}
	reply(w, http.StatusOK, page)
}

func matches(wanted, value string) bool {
	return wanted == "" || wanted == value
}

func reply(w http.ResponseWriter, status int, document any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(document)
}
