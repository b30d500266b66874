package query_test

import (
	"fmt"
	"slices"
	"testing"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/core/coretest"
	"observatory.example/api-go/internal/query"
)

// BenchmarkTreeOf arranges a trace as a busy service leaves it: 200 spans, each the parent of up to four, newest first.
func BenchmarkTreeOf(b *testing.B) {
	const size = 200
	spans := make([]core.Span, 0, size)
	for i := size - 1; i >= 0; i-- {
		parent := ""
		if i > 0 {
			parent = fmt.Sprint((i - 1) / 4)
		}
		spans = append(spans, coretest.Span(fmt.Sprint(i), parent, uint64(i)))
	}
	b.ReportAllocs()
	for b.Loop() {
		if tree, found := query.TreeOf(slices.Values(spans)); !found || tree.SpanCount != size {
			b.Fatal("not all of the spans are in the tree")
		}
	}
}
