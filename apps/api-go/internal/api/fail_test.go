package api_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestProblems(t *testing.T) {
	const (
		badLimit   = "limit has to be a whole number from 1 to 1000."
		badTraceID = "A trace id has to be 32 hexadecimal digits that are not all zero."
	)
	tests := map[string]struct {
		target string
		answer http.HandlerFunc
		status int
		detail string
	}{
		"limit of zero":  {"/api/calls?limit=0", nil, 400, badLimit},
		"limit too high": {"/api/traces?limit=1001", nil, 400, badLimit},
		"limit in words": {"/api/traces?limit=ten", nil, 400, badLimit},
		"short trace id": {"/api/traces/abc", nil, 400, badTraceID},
		"no trace id":    {"/api/traces/00000000000000000000000000000000", nil, 400, badTraceID},
		"unknown trace": {
			"/api/traces/" + otherTrace, nil,
			404, "There is no span of the trace " + otherTrace + "; it may have aged out.",
		},
		"unknown route": {"/api/nothing", nil, 404, "There is nothing at /api/nothing."},
		"core is down": {
			"/api/traces", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			502, "The service core cannot be reached. Try again later.",
		},
		"core is broken": {
			"/api/calls", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
			502, "The service core refused the query. Try again later.",
		},
		"core is strange": {
			"/api/services", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "?") },
			502, "The service core gave an answer that cannot be understood. Try again later.",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			s.core.Answer(test.answer)
			request := httptest.NewRequest(http.MethodGet, test.target, nil)
			request.Header.Set("X-Request-Id", "request-1")
			response := s.do(request)
			want := fmt.Sprintf(`{"type":"about:blank","title":%q,"status":%d,"detail":%q,"request_id":"request-1"}`+"\n",
				http.StatusText(test.status), test.status, test.detail)
			if response.Code != test.status || response.Body.String() != want {
				t.Errorf("got %d %s, want %s", response.Code, response.Body, want)
			}
			if got := response.Header().Get("Content-Type"); got != "application/problem+json" {
				t.Errorf("got the content type %s", got)
			}
		})
	}
}

func TestSlowCoreUsesUpTheBudget(t *testing.T) {
	s := startWithBudget(t, 100*time.Millisecond)
	s.core.Answer(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	status, problem := s.get(t, "/api/services")
	if status != http.StatusGatewayTimeout || problem["detail"] != "The service core did not answer in time. Try again later." {
		t.Errorf("got %d %v", status, problem)
	}
}

func TestTroubleWithCoreIsLogged(t *testing.T) {
	s := start(t)
	s.core.Stop()
	request := httptest.NewRequest(http.MethodGet, "/api/calls", nil)
	request.Header.Set("X-Request-Id", "request-1")
	s.do(request)
	for _, want := range []string{
		`"level":"warn"`, `"reason":"cannot be reached"`, `connection refused`, `"request_id":"request-1"`,
	} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("%s is missing in %s", want, s.log.String())
		}
	}
}

func TestClientThatLeavesIsNoTroubleWithCore(t *testing.T) {
	s := start(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.core.Answer(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	response := s.do(httptest.NewRequest(http.MethodGet, "/api/calls", nil).WithContext(ctx))
	if response.Code != 499 || strings.Contains(s.log.String(), "warn") {
		t.Errorf("got %d and the log %s", response.Code, s.log.String())
	}
}
