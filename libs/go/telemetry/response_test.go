package telemetry_test

import (
	"net/http"
	"testing"

	"observatory.example/libs/telemetry"
)

func TestUnknownRoutesAreProblems(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", func(w http.ResponseWriter, _ *http.Request) { telemetry.WriteJSON(w, http.StatusOK, 1) })
	mux.HandleFunc("DELETE /items", func(http.ResponseWriter, *http.Request) {})
	s := newService(mux)

	tests := map[string]struct {
		method, path string
		want         telemetry.Problem
		allow        string
	}{
		"path": {
			method: http.MethodGet, path: "/other",
			want: telemetry.Problem{Title: "Not Found", Status: 404, Detail: "There is nothing at /other."},
		},
		"path that has to be cleaned": {
			method: http.MethodGet, path: "/a/../other",
			want: telemetry.Problem{Title: "Not Found", Status: 404, Detail: "There is nothing at /a/../other."},
		},
		"method": {
			method: http.MethodPost, path: "/items",
			want: telemetry.Problem{
				Title: "Method Not Allowed", Status: 405, Detail: "/items does not take POST, only DELETE, GET, HEAD.",
			},
			allow: "DELETE, GET, HEAD",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			response := s.do(test.method, test.path, http.Header{"X-Request-Id": {"abc"}})
			test.want.Type, test.want.RequestID = "about:blank", "abc"
			if got := problemOf(t, response); got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
			if response.StatusCode != test.want.Status {
				t.Errorf("got status %d, want %d", response.StatusCode, test.want.Status)
			}
			if got := response.Header.Get("Allow"); got != test.allow {
				t.Errorf("got Allow %q, want %q", got, test.allow)
			}
		})
	}
}

func TestJSONIsNotCached(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", func(w http.ResponseWriter, _ *http.Request) {
		telemetry.WriteJSON(w, http.StatusAccepted, map[string]int{"a": 1})
	})
	response := newService(mux).get("/items")
	if body := bodyOf(t, response); body != "{\"a\":1}\n" || response.StatusCode != http.StatusAccepted {
		t.Errorf("got %s %q", response.Status, body)
	}
	if got := response.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("got the content type %q", got)
	}
	if got := response.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("got Cache-Control %q", got)
	}
}

func TestDocumentThatCannotBeEncodedIsOurMistake(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", func(w http.ResponseWriter, _ *http.Request) { telemetry.WriteJSON(w, http.StatusOK, func() {}) })
	if response := newService(mux).get("/items"); response.StatusCode != http.StatusInternalServerError {
		t.Errorf("got %s, want 500", response.Status)
	}
}

func TestStatusWithoutANameHasATitle(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", func(w http.ResponseWriter, r *http.Request) { telemetry.WriteProblem(w, r, 499, "Gone.") })
	if got := problemOf(t, newService(mux).get("/items")).Title; got != "Error" {
		t.Errorf("got the title %q", got)
	}
}
