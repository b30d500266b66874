package telemetry

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Problem is an error as a client gets it, by RFC 9457.
type Problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
}

// WriteProblem answers a request with a problem of the given status. The detail is for the client: it says what to do
// about it, and nothing about the inside of the service.
func WriteProblem(w http.ResponseWriter, r *http.Request, status int, detail string) {
	title := http.StatusText(status)
	if title == "" {
		title = "Error"
	}
	write(w, status, "application/problem+json", Problem{
		Type:      "about:blank",
		Title:     title,
		Status:    status,
		Detail:    detail,
		RequestID: RequestID(r.Context()),
	})
}

// WriteJSON answers a request with a document that must not be cached, since all of ours show a moment.
func WriteJSON(w http.ResponseWriter, status int, document any) {
	write(w, status, "application/json", document)
}

func write(w http.ResponseWriter, status int, contentType string, document any) {
	body, err := json.Marshal(document)
	if err != nil {
		// Only a type that cannot be encoded at all comes here: a bug, for the middleware to log and to answer.
		panic(fmt.Errorf("encoding %T: %w", document, err))
	}
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // fails only when the client is gone
}

// Routes serves mux, and answers what no pattern of it matches with a problem.
func Routes(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refusal, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		// The mux knows best whether only the method is wrong, and which ones would be right.
		answer := &discarded{header: http.Header{}}
		refusal.ServeHTTP(answer, r)
		if allowed := answer.header.Get("Allow"); answer.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", allowed)
			WriteProblem(w, r, answer.status, fmt.Sprintf("%s does not take %s, only %s.", r.URL.Path, r.Method, allowed))
			return
		}
		WriteProblem(w, r, http.StatusNotFound, fmt.Sprintf("There is nothing at %s.", r.URL.Path))
	})
}

// discarded keeps the head of an answer and drops its body.
type discarded struct {
	header http.Header
	status int
}

func (d *discarded) Header() http.Header               { return d.header }
func (d *discarded) Write(content []byte) (int, error) { return len(content), nil }
func (d *discarded) WriteHeader(status int)            { d.status = status }
