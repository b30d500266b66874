package telemetry_test

import (
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"observatory.example/libs/telemetry"
)

func echoID(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, telemetry.RequestID(r.Context()))
}

func TestRequestIDIsTakenOverWhenItIsFit(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /id", echoID)
	s := newService(mux)
	made := regexp.MustCompile(`^[A-Z2-7]{26}$`)
	for given, fit := range map[string]bool{
		"abc-1.2_Z":              true,
		strings.Repeat("a", 128): true,
		strings.Repeat("a", 129): false,
		"":                       false,
		"a b":                    false,
		"a\n":                    false,
		"ä":                      false,
		`"};drop`:                false,
	} {
		response := s.do(http.MethodGet, "/id", http.Header{"X-Request-Id": {given}})
		id := response.Header.Get("X-Request-Id")
		if seen := bodyOf(t, response); seen != id {
			t.Errorf("%q: the handler sees %q, the client %q", given, seen, id)
		}
		if fit && id != given || !fit && !made.MatchString(id) {
			t.Errorf("%q: got %q", given, id)
		}
	}
}

func FuzzRequestID(f *testing.F) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /id", echoID)
	s := newService(mux)
	fit := regexp.MustCompile(`\A[A-Za-z0-9._-]{1,128}\z`)
	for _, seed := range []string{"", "abc", "a\r\nSet-Cookie: x", strings.Repeat("a", 200), "\x00", "é", "a\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, given string) {
		s.log.Reset()
		id := s.do(http.MethodGet, "/id", http.Header{"X-Request-Id": {given}}).Header.Get("X-Request-Id")
		if !fit.MatchString(id) {
			t.Errorf("%q became the request id %q", given, id)
		}
		if fit.MatchString(given) && id != given {
			t.Errorf("%q was replaced by %q", given, id)
		}
		if line := decodeLines(t, s.log.String())[0]; line["request_id"] != id {
			t.Errorf("logged %v, answered %q", line["request_id"], id)
		}
	})
}

func TestRequestIDIsEmptyOutsideOfARequest(t *testing.T) {
	if got := telemetry.RequestID(context.Background()); got != "" {
		t.Errorf("got %q", got)
	}
}
