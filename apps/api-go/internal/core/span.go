// Package core is a client of core, the service that receives and holds the spans.
package core

import (
	"encoding/json"
	"math"
	"time"
)

// maxExact is the number up to which a float64 tells all whole numbers apart.
const maxExact = 1 << 53

// Attributes are the attributes of a span. Their values stay as core sent them until somebody needs one, so that what is
// only passed on keeps every digit.
type Attributes map[string]json.RawMessage

// Text returns the attribute of this name, or "" where there is none that is a text.
func (a Attributes) Text(name string) string {
	var text string
	if json.Unmarshal(a[name], &text) != nil {
		return ""
	}
	return text
}

// Count returns the attribute of this name, or nil where there is none that is a whole number, zero or more.
func (a Attributes) Count(name string) *int64 {
	// A float64, since not every SDK sends whole numbers as such; it is exact far beyond any count of ours.
	var number *float64
	if json.Unmarshal(a[name], &number) != nil || number == nil {
		return nil
	}
	if *number < 0 || *number > maxExact || *number != math.Trunc(*number) {
		return nil
	}
	return new(int64(*number))
}

// Span is one operation of a service, as core holds it.
type Span struct {
	TraceID       string     `json:"trace_id"`
	SpanID        string     `json:"span_id"`
	ParentSpanID  *string    `json:"parent_span_id"`
	Name          string     `json:"name"`
	Kind          string     `json:"kind"`
	Service       string     `json:"service"`
	StartUnixNano uint64     `json:"start_unix_nano,string"`
	EndUnixNano   uint64     `json:"end_unix_nano,string"`
	DurationMS    float64    `json:"duration_ms"`
	Status        string     `json:"status"`
	StatusMessage string     `json:"status_message"`
	Attributes    Attributes `json:"attributes"`
	Resource      Attributes `json:"resource"`
}

// StatusError is the status of a span whose operation failed.
const StatusError = "error"

// Parent returns the id of the span that this one is a part of, or "".
func (s Span) Parent() string {
	if s.ParentSpanID == nil {
		return ""
	}
	return *s.ParentSpanID
}

// Failed reports whether the operation failed.
func (s Span) Failed() bool {
	return s.Status == StatusError
}

// Milliseconds returns the time from start to end in milliseconds, 0 where a skewed clock put the end first.
func Milliseconds(startUnixNano, endUnixNano uint64) float64 {
	if endUnixNano < startUnixNano {
		return 0
	}
	return float64(endUnixNano-startUnixNano) / float64(time.Millisecond)
}
