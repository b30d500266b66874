package timescale

import (
	"fmt"
	"strings"

	"observatory.example/api-go/internal/postgres"
	"observatory.example/api-go/internal/store"
)

// Statements are all that this package asks for lists, by what they are for. A large table is read along its indexes, or not in time.
func Statements() map[string]postgres.Statement {
	somewhere := &position{StartTime: "2025-11-21 14:23:22+00", TraceID: strings.Repeat("a", 32), SpanID: strings.Repeat("b", 16)}
	const begin = 1_763_735_000_000_000_000
	traces := make([]string, 1000)
	for i := range traces {
		traces[i] = fmt.Sprintf("%032x", i)
	}
	return map[string]postgres.Statement{
		"newest spans":              walkStatement("", nil, 50),
		"spans after another":       walkStatement("", somewhere, 50),
		"spans of a service":        walkStatement("search", somewhere, 50),
		"calls":                     callsStatement(store.Filter{}, nil, 50),
		"calls of a service":        callsStatement(store.Filter{Service: "search", Model: "large"}, somewhere, 50),
		"services":                  servicesStatement(50),
		"trace":                     traceStatement(somewhere.TraceID),
		"summaries of traces":       summariesStatement(traces, around(begin, begin)),
		"calls of traces":           callsOfStatement(traces, around(begin, begin)),
		"newest spans of a service": walkStatement("search", nil, 50),
	}
}
