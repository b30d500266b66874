// Package query turns spans into answers. All of it is pure: spans in, answer out.
package query

import (
	"iter"

	"observatory.example/api-go/internal/core"
)

// distinct leaves out spans seen before. An exporter that had no answer sends a batch again, and core's pages shift while
// they are read, so one span may well come twice.
func distinct(spans iter.Seq[core.Span]) iter.Seq[core.Span] {
	type identity struct{ traceID, spanID string }
	return func(yield func(core.Span) bool) {
		seen := map[identity]bool{}
		for span := range spans {
			id := identity{span.TraceID, span.SpanID}
			if seen[id] {
				continue
			}
			seen[id] = true
			if !yield(span) {
				return
			}
		}
	}
}
