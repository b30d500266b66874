package query_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/core/coretest"
	"observatory.example/api-go/internal/query"
)

// outline writes nodes as id(children), with a ! before a root whose parent is missing and an @ before one cut from a cycle.
func outline(nodes []*query.Node) string {
	parts := make([]string, 0, len(nodes))
	for _, node := range nodes {
		mark := map[query.Anomaly]string{query.MissingParent: "!", query.Cycle: "@"}[node.Anomaly]
		part := mark + node.SpanID
		if len(node.Children) > 0 {
			part += "(" + outline(node.Children) + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " ")
}

// family reads spans from words: child<parent@start, where parent and start may be left out.
func family(words string) []core.Span {
	var spans []core.Span
	for word := range strings.FieldsSeq(words) {
		var start uint64
		word, at, _ := strings.Cut(word, "@")
		_, _ = fmt.Sscan(at, &start)
		id, parent, _ := strings.Cut(word, "<")
		spans = append(spans, coretest.Span(id, parent, start))
	}
	return spans
}

func TestTreeOf(t *testing.T) {
	tests := map[string]struct {
		spans      string
		want       string
		duplicates int
	}{
		"one span":                              {spans: "a", want: "a"},
		"a family, newest first":                {spans: "d<b@4 c<a@3 b<a@2 a@1", want: "a(b(d) c)"},
		"children in order of their start":      {spans: "a@1 x<a@3 y<a@2 z<a@2", want: "a(y z x)"},
		"parent before child of one instant":    {spans: "a<z@1 z@1", want: "z(a)"},
		"child before parent by a skewed clock": {spans: "a@5 b<a@1", want: "a(b)"},
		"several roots":                         {spans: "b@2 a@1", want: "a b"},
		"missing parent":                        {spans: "a@1 c<b@3 d<c@4", want: "a !c(d)"},
		"several below one missing parent":      {spans: "c<gone@2 b<gone@1", want: "!b !c"},
		"duplicates":                            {spans: "b<a@2 a@1 b<a@2 a@1 b<a@2", want: "a(b)", duplicates: 3},
		"duplicate with another parent":         {spans: "b<a@2 a@1 c@3 b<c@2", want: "a(b) c", duplicates: 1},
		"its own parent":                        {spans: "a<a@1", want: "@a"},
		"cycle of two":                          {spans: "a<b@2 b<a@1", want: "@b(a)"},
		"cycle of three, cut at its first":      {spans: "a<b@3 b<c@1 c<a@2", want: "@b(a(c))"},
		"cycle with a branch":                   {spans: "x<b@1 a<b@3 b<a@2 y<x@4", want: "@b(x(y) a)"},
		"two cycles and a tree":                 {spans: "a<b@5 b<a@6 c<d@3 d<c@4 r@9 s<r@10", want: "@c(d) @a(b) r(s)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			spans := family(test.spans)
			tree, found := query.TreeOf(slices.Values(spans))
			if got := outline(tree.Roots); !found || got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if tree.DuplicateSpans != test.duplicates || tree.SpanCount != len(spans)-test.duplicates {
				t.Errorf("got %d spans and %d duplicates", tree.SpanCount, tree.DuplicateSpans)
			}
		})
	}
}

func TestTreeOfNothing(t *testing.T) {
	if tree, found := query.TreeOf(slices.Values([]core.Span(nil))); found {
		t.Errorf("got %+v", tree)
	}
}

func TestTreeSpansTheWholeTrace(t *testing.T) {
	tree, _ := query.TreeOf(slices.Values(family("b<a@5000000 a@1000000")))
	if tree.TraceID != coretest.TraceID || tree.StartUnixNano != 1_000_000 || tree.DurationMS != 14 {
		t.Errorf("got %+v", tree)
	}
}

func TestTreeKeepsWhatCoreSaid(t *testing.T) {
	span := coretest.Span("a", "", 1763735000000000001)
	span.Attributes = core.Attributes{"big": json.RawMessage("9007199254740993"), "list": json.RawMessage(`["a",1.50]`)}
	tree, _ := query.TreeOf(slices.Values([]core.Span{span}))
	encoded, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"start_unix_nano":"1763735000000000001"`, `"attributes":{"big":9007199254740993,"list":["a",1.50]}`,
		`"parent_span_id":null`, `"children":[]`, `"resource":{}`,
	} {
		if !strings.Contains(string(encoded), want) {
			t.Errorf("%s is missing in %s", want, encoded)
		}
	}
	if strings.Contains(string(encoded), "anomaly") {
		t.Errorf("an anomaly without a cause in %s", encoded)
	}
}

func TestDeepTree(t *testing.T) {
	spans := make([]core.Span, core.DefaultMaxSpans)
	for i := range spans {
		spans[i] = coretest.Span(fmt.Sprint(i+1), fmt.Sprint(i), uint64(i))
	}
	tree, _ := query.TreeOf(slices.Values(spans))
	depth := 0
	for nodes := tree.Roots; len(nodes) > 0; nodes = nodes[0].Children {
		depth++
	}
	if depth != len(spans) {
		t.Errorf("got depth %d, want %d", depth, len(spans))
	}
	if _, err := json.Marshal(tree); err != nil {
		t.Errorf("the tree cannot be encoded: %v", err)
	}
}

// Each byte of the input is a span: its high half names the parent, its low half the span.
func FuzzTreeOf(f *testing.F) {
	f.Add([]byte{0x01, 0x12, 0x13, 0x24})
	f.Add([]byte{0x11, 0x11})
	f.Add([]byte{0x21, 0x12, 0x31, 0x13})
	f.Add([]byte{0x12, 0x23, 0x31, 0x14, 0x45})
	f.Fuzz(func(t *testing.T, links []byte) {
		var spans []core.Span
		ids := map[string]bool{}
		for i, link := range links {
			parent := fmt.Sprintf("%x", link>>4)
			if parent == "0" {
				parent = ""
			}
			span := coretest.Span(fmt.Sprintf("%x", link&0xf), parent, uint64(i*7%5))
			spans = append(spans, span)
			ids[span.SpanID] = true
		}

		tree, found := query.TreeOf(slices.Values(spans))
		if found != (len(spans) > 0) {
			t.Fatalf("found is %t for %d spans", found, len(spans))
		}
		placed := map[string]bool{}
		var walk func(parent *query.Node, nodes []*query.Node)
		walk = func(parent *query.Node, nodes []*query.Node) {
			for _, node := range nodes {
				if placed[node.SpanID] {
					t.Fatalf("span %s has two places in %s", node.SpanID, outline(tree.Roots))
				}
				placed[node.SpanID] = true
				switch {
				case parent != nil && (node.Parent() != parent.SpanID || node.Anomaly != ""):
					t.Errorf("span %s is below %s in %s", node.SpanID, parent.SpanID, outline(tree.Roots))
				case parent == nil && (node.Anomaly == "") != (node.Parent() == ""):
					t.Errorf("root %s has the anomaly %q", node.SpanID, node.Anomaly)
				case parent == nil && node.Anomaly == query.MissingParent && ids[node.Parent()]:
					t.Errorf("the parent of %s is not missing", node.SpanID)
				}
				walk(node, node.Children)
			}
		}
		walk(nil, tree.Roots)
		if len(placed) != len(ids) || tree.SpanCount != len(ids) || tree.DuplicateSpans != len(spans)-len(ids) {
			t.Errorf("%d of %d spans have a place in %s", len(placed), len(ids), outline(tree.Roots))
		}
	})
}
