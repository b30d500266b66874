package core_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/core/coretest"
	"observatory.example/libs/telemetry"
)

// maxAnswerBytes is small, so that a test can pass it.
const maxAnswerBytes = 64 << 10

// failure scans the spans that fake has, and returns the error.
func failure(t *testing.T, client *core.Client) *core.Error {
	t.Helper()
	scan := client.Scan(core.Filter{})
	for range scan.Spans(t.Context()) {
		t.Error("got a span")
	}
	failed, ok := errors.AsType[*core.Error](scan.Err())
	if !ok {
		t.Fatalf("got %v, want a core.Error", scan.Err())
	}
	return failed
}

func TestEveryFailureHasItsReason(t *testing.T) {
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	tests := map[string]struct {
		handler  http.HandlerFunc
		want     core.Reason
		text     string
		attempts int
	}{
		"broken off": {
			func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			core.Unreachable, "core cannot be reached: ", 3,
		},
		"restarting":      {answer(503, `{"status":"draining"}`), core.Refused, "core refused the query (status 503): draining", 3},
		"behind a proxy":  {answer(502, "<html>"), core.Refused, "core refused the query (status 502)", 3},
		"wrong question":  {answer(400, `{"status":400,"detail":"bad cursor"}`), core.Refused, "(status 400): bad cursor", 1},
		"bug":             {answer(500, `{"status":500,"detail":""}`), core.Refused, "(status 500)", 1},
		"overload":        {answer(429, ""), core.Refused, "(status 429)", 1},
		"elsewhere":       {answer(302, ""), core.Refused, "(status 302)", 1},
		"no JSON":         {answer(200, "<html>"), core.Unreadable, "cannot be understood: invalid character", 1},
		"cut off":         {answer(200, `{"spans":[`), core.Unreadable, "cannot be understood: unexpected end", 1},
		"another form":    {answer(200, `{"spans":[{"start_unix_nano":5}]}`), core.Unreadable, "cannot be understood", 1},
		"far too large":   {answer(200, strings.Repeat(" ", maxAnswerBytes+1)), core.TooLarge, "more than 65536 bytes", 6},
		"never any bytes": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, core.TimedOut, "in time", 1},
		"never the end": {
			func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, `{"spans":[`)
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
			},
			core.TimedOut, "in time", 1,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fake := coretest.Start(t)
			fake.Answer(test.handler)
			client := fake.Client()
			client.MaxAnswerBytes = maxAnswerBytes
			if test.want == core.TimedOut {
				client = core.NewClient(fake.URL(), 100*time.Millisecond)
			}
			got := failure(t, client)
			if got.Reason != test.want || !strings.Contains(got.Error(), test.text) {
				t.Errorf("got %v, want the reason %q and the text %q", got, test.want, test.text)
			}
			if attempts := len(fake.Requests()); attempts != test.attempts {
				t.Errorf("asked %d times, want %d", attempts, test.attempts)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	fake := coretest.Start(t)
	client := fake.Client()
	fake.Stop()
	if got := failure(t, client); got.Reason != core.Unreachable {
		t.Errorf("got %v, want that core cannot be reached", got)
	}
}

func TestPassingTroubleIsOutlived(t *testing.T) {
	fake := coretest.Start(t, coretest.Span("a", "", 1))
	fake.Answer(func(w http.ResponseWriter, _ *http.Request) {
		fake.Answer(nil)
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	scan := fake.Client().Scan(core.Filter{})
	if spans := slices.Collect(scan.Spans(t.Context())); len(spans) != 1 || scan.Err() != nil {
		t.Errorf("got %d spans, %v", len(spans), scan.Err())
	}
}

func TestNobodyWaitsForACanceledRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	fake := coretest.Start(t)
	fake.Answer(func(w http.ResponseWriter, _ *http.Request) {
		cancel()
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	scan := fake.Client().Scan(core.Filter{})
	_ = slices.Collect(scan.Spans(ctx))
	if scan.Err() == nil || len(fake.Requests()) != 1 {
		t.Errorf("asked %d times, got %v", len(fake.Requests()), scan.Err())
	}
}

func TestRequestIsOneOfOurs(t *testing.T) {
	fake := coretest.Start(t)
	base := fake.URL().JoinPath("behind/a/path/")
	base.User = url.UserPassword("bob", "hunter2")
	scan := core.NewClient(base, time.Second).Scan(core.Filter{Service: "a&b", TraceID: "abc"})
	_ = slices.Collect(scan.Spans(telemetry.WithRequestID(t.Context(), "request-1")))

	request := fake.Requests()[0]
	if got, want := request.URL.String(), "/behind/a/path/v1/spans?limit=1000&service=a%26b&trace_id=abc"; got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
	if got := request.Header.Get("X-Request-Id"); got != "request-1" {
		t.Errorf("passed on the request id %q", got)
	}
	if user, password, ok := request.BasicAuth(); user != "bob" || password != "hunter2" || !ok {
		t.Error("the credentials of the URL were not used")
	}
}

func TestReady(t *testing.T) {
	fake := coretest.Start(t)
	if err := fake.Client().Ready(t.Context()); err != nil {
		t.Errorf("got %v, want core to be ready", err)
	}
	fake.Answer(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, `{"status":"draining","dependencies":[]}`)
	})
	before := len(fake.Requests())
	err := fake.Client().Ready(t.Context())
	if err == nil || !strings.Contains(err.Error(), "draining") {
		t.Errorf("got %v, want it to say that core is draining", err)
	}
	if asked := len(fake.Requests()) - before; asked != 1 {
		t.Errorf("asked %d times, want once", asked)
	}
}
