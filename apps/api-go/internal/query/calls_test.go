package query_test

import (
	"fmt"
	"slices"
	"testing"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/core/coretest"
	"observatory.example/api-go/internal/query"
)

func TestCallOf(t *testing.T) {
	tokens := func(count int64) *int64 { return &count }
	tests := map[string]struct {
		attributes map[string]any
		status     string
		want       query.Call
		isNone     bool
	}{
		"complete": {
			attributes: map[string]any{
				"gen_ai.operation.name": "chat", "gen_ai.provider.name": "acme", "gen_ai.request.model": "large",
				"gen_ai.response.model": "large-2026", "gen_ai.usage.input_tokens": 12, "gen_ai.usage.output_tokens": 0,
			},
			status: "ok",
			want: query.Call{
				Operation: "chat", Provider: "acme", Model: "large-2026", RequestModel: "large", ResponseModel: "large-2026",
				InputTokens: tokens(12), OutputTokens: tokens(0), Status: "ok",
			},
		},
		"no answer": {
			attributes: map[string]any{"gen_ai.request.model": "large", "error.type": "timeout"},
			status:     "error",
			want:       query.Call{Model: "large", RequestModel: "large", Status: "error", ErrorType: "timeout"},
		},
		"error that only the attribute tells": {
			attributes: map[string]any{"gen_ai.request.model": "large", "error.type": "429"},
			status:     "unset",
			want:       query.Call{Model: "large", RequestModel: "large", Status: "error", ErrorType: "429"},
		},
		"nothing went wrong": {
			attributes: map[string]any{"gen_ai.response.model": "large"},
			status:     "unset",
			want:       query.Call{Model: "large", ResponseModel: "large", Status: "ok"},
		},
		"old name of the provider": {
			attributes: map[string]any{"gen_ai.request.model": "large", "gen_ai.system": "acme"},
			want:       query.Call{Provider: "acme", Model: "large", RequestModel: "large", Status: "ok"},
		},
		"operation of one's own": {
			attributes: map[string]any{"gen_ai.request.model": "large", "gen_ai.operation.name": "rerank"},
			want:       query.Call{Operation: "rerank", Model: "large", RequestModel: "large", Status: "ok"},
		},
		"tokens as a float": {
			attributes: map[string]any{"gen_ai.request.model": "large", "gen_ai.usage.input_tokens": 1e3},
			want:       query.Call{Model: "large", RequestModel: "large", InputTokens: tokens(1000), Status: "ok"},
		},
		"values of the wrong type": {
			attributes: map[string]any{
				"gen_ai.request.model": "large", "gen_ai.response.model": 7, "gen_ai.provider.name": []string{"acme"},
				"gen_ai.usage.input_tokens": "many", "gen_ai.usage.output_tokens": -1, "error.type": nil,
			},
			want: query.Call{Model: "large", RequestModel: "large", Status: "ok"},
		},
		"fractions and giants are no counts": {
			attributes: map[string]any{
				"gen_ai.request.model": "large", "gen_ai.usage.input_tokens": 1.5, "gen_ai.usage.output_tokens": 1e300,
			},
			want: query.Call{Model: "large", RequestModel: "large", Status: "ok"},
		},
		"no model":      {attributes: map[string]any{"gen_ai.operation.name": "chat"}, isNone: true},
		"other span":    {attributes: map[string]any{"http.request.method": "GET"}, isNone: true},
		"no attributes": {isNone: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			span := coretest.Span("a", "", 5)
			span.Attributes, span.Status = coretest.Attributes(test.attributes), test.status
			got, ok := query.CallOf(span)
			if ok == test.isNone {
				t.Fatalf("it is a call: got %t, want %t", ok, !test.isNone)
			}
			if test.isNone {
				return
			}
			test.want.TraceID, test.want.SpanID, test.want.Service = coretest.TraceID, "a", "checkout"
			test.want.StartUnixNano, test.want.DurationMS = 5, 10
			if show(got) != show(test.want) {
				t.Errorf("got  %s\nwant %s", show(got), show(test.want))
			}
		})
	}
}

// show prints a call with the numbers that its pointers lead to.
func show(call query.Call) string {
	text := func(count *int64) string {
		if count == nil {
			return "none"
		}
		return fmt.Sprint(*count)
	}
	tokens := text(call.InputTokens) + "/" + text(call.OutputTokens)
	call.InputTokens, call.OutputTokens = nil, nil
	return fmt.Sprintf("%+v tokens %s", call, tokens)
}

func TestWhatHoldsCallsIsNone(t *testing.T) {
	for _, operation := range []string{"create_agent", "invoke_agent", "invoke_workflow", "execute_tool"} {
		span := coretest.ModelCall("a", "", 1, "large")
		span.Attributes["gen_ai.operation.name"] = []byte(fmt.Sprintf("%q", operation))
		if call, ok := query.CallOf(span); ok {
			t.Errorf("%s: got the call %+v", operation, call)
		}
	}
}

func TestCalls(t *testing.T) {
	answeredBy := func(model string, span core.Span) core.Span {
		span.Attributes["gen_ai.response.model"] = []byte(fmt.Sprintf("%q", model))
		return span
	}
	spans := []core.Span{
		coretest.ModelCall("e", "", 5, "small"),
		coretest.Span("d", "", 4),
		answeredBy("large-2026", coretest.ModelCall("c", "", 3, "large")),
		answeredBy("large-2026", coretest.ModelCall("c", "", 3, "large")),
		coretest.ModelCall("b", "", 2, "large"),
		coretest.ModelCall("a", "", 1, "small"),
	}
	tests := map[string]struct {
		filter query.CallFilter
		want   string
	}{
		"all, in core's order, without duplicates": {query.CallFilter{Limit: 100}, "[e c b a]"},
		"as many as wanted":                        {query.CallFilter{Limit: 2}, "[e c]"},
		"by the model asked for":                   {query.CallFilter{Model: "large", Limit: 100}, "[c b]"},
		"by the model that answered":               {query.CallFilter{Model: "large-2026", Limit: 100}, "[c]"},
		"limit counts what was chosen":             {query.CallFilter{Model: "small", Limit: 2}, "[e a]"},
		"unknown model":                            {query.CallFilter{Model: "none", Limit: 100}, "[]"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			ids := []string{}
			for _, call := range query.Calls(slices.Values(spans), test.filter) {
				ids = append(ids, call.SpanID)
			}
			if got := fmt.Sprint(ids); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestCallsStopLookingWhenTheyHaveEnough(t *testing.T) {
	looked := 0
	endless := func(yield func(core.Span) bool) {
		for looked < 1000 && yield(coretest.ModelCall(fmt.Sprint(looked), "", 1, "large")) {
			looked++
		}
	}
	query.Calls(endless, query.CallFilter{Limit: 3})
	if looked > 3 {
		t.Errorf("looked at %d spans for 3 calls", looked)
	}
}
