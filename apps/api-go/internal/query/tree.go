package query

import (
	"iter"
	"slices"

	"observatory.example/api-go/internal/core"
)

// Anomaly is why a span with a parent stands at the top of a tree all the same.
type Anomaly string

// The anomalies that a tree can have.
const (
	MissingParent Anomaly = "missing_parent" // it never came, or has aged out
	Cycle         Anomaly = "cycle"          // it descends from this very span
)

// Tree is a whole trace.
type Tree struct {
	TraceID        string  `json:"trace_id"`
	StartUnixNano  uint64  `json:"start_unix_nano,string"`
	DurationMS     float64 `json:"duration_ms"`
	SpanCount      int     `json:"span_count"`
	DuplicateSpans int     `json:"duplicate_spans"` // left out
	Roots          []*Node `json:"roots"`
}

// Node is a span and those that are a part of it, in the order in which they started.
type Node struct {
	core.Span
	Anomaly  Anomaly `json:"anomaly,omitempty"`
	Children []*Node `json:"children"`
}

// TreeOf arranges the spans of one trace as a tree. However broken the links between them are, every span has its place in
// it exactly once. It reports false where there is no span.
func TreeOf(spans iter.Seq[core.Span]) (tree Tree, found bool) {
	total := 0
	counted := func(yield func(core.Span) bool) {
		for span := range spans {
			total++
			if !yield(span) {
				return
			}
		}
	}
	ordered := slices.SortedFunc(distinct(counted), before)
	if len(ordered) == 0 {
		return Tree{}, false
	}

	end := uint64(0)
	for _, span := range ordered {
		end = max(end, span.EndUnixNano)
	}
	return Tree{
		TraceID:        ordered[0].TraceID,
		StartUnixNano:  ordered[0].StartUnixNano,
		DurationMS:     core.Milliseconds(ordered[0].StartUnixNano, end),
		SpanCount:      len(ordered),
		DuplicateSpans: total - len(ordered),
		Roots:          arrange(ordered),
	}, true
}

// arrange puts each span below its parent, and returns those that are below none. It goes through the spans in their
// order, so that children come out in order too.
func arrange(ordered []core.Span) []*Node {
	nodes := make([]*Node, len(ordered))
	family := make(family, len(ordered))
	for i, span := range ordered {
		nodes[i] = &Node{Span: span, Children: []*Node{}}
		family[span.SpanID] = nodes[i]
	}
	family.cutCycles(nodes)

	roots := []*Node{}
	for _, node := range nodes {
		parent := family.parentOf(node)
		switch {
		case parent != nil && node.Anomaly != Cycle:
			parent.Children = append(parent.Children, node)
			continue
		case parent == nil && node.Parent() != "":
			node.Anomaly = MissingParent
		}
		roots = append(roots, node)
	}
	return roots
}

// family finds nodes by the id of their span.
type family map[string]*Node

func (f family) parentOf(node *Node) *Node {
	if node.Parent() == "" {
		return nil
	}
	return f[node.Parent()]
}

// cutCycles marks, in each circle of parents, the span that started first. Each walk up ends at the steps of an earlier
// one, so all of them together take as many steps as there are nodes.
func (f family) cutCycles(nodes []*Node) {
	walkThrough := make(map[*Node]int, len(nodes))
	for i, start := range nodes {
		walk := i + 1
		node := start
		for node != nil && walkThrough[node] == 0 {
			walkThrough[node] = walk
			node = f.parentOf(node)
		}
		if node != nil && walkThrough[node] == walk {
			f.firstOfCycle(node).Anomaly = Cycle
		}
	}
}

func (f family) firstOfCycle(member *Node) *Node {
	first := member
	for node := f.parentOf(member); node != member; node = f.parentOf(node) {
		if before(node.Span, first.Span) < 0 {
			first = node
		}
	}
	return first
}
