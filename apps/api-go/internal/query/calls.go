package query

import (
	"cmp"
	"iter"
	"slices"

	"observatory.example/api-go/internal/core"
)

// Call is one call to a language model.
type Call struct {
	TraceID       string  `json:"trace_id"`
	SpanID        string  `json:"span_id"`
	Service       string  `json:"service"`
	Operation     string  `json:"operation"`
	Provider      string  `json:"provider"`
	Model         string  `json:"model"` // the one that answered, where it is known
	RequestModel  string  `json:"request_model"`
	ResponseModel string  `json:"response_model"`
	InputTokens   *int64  `json:"input_tokens"`
	OutputTokens  *int64  `json:"output_tokens"`
	StartUnixNano uint64  `json:"start_unix_nano,string"`
	DurationMS    float64 `json:"duration_ms"`
	Status        string  `json:"status"` // ok or error
	ErrorType     string  `json:"error_type"`
}

// CallFilter chooses calls. An empty Model chooses all.
type CallFilter struct {
	Model string // asked for, or answered by
	Limit int
}

// aroundCalls are the operations that tell of a model, yet hold calls rather than being one. To count them would count
// the tokens of their calls twice.
var aroundCalls = []string{"create_agent", "invoke_agent", "invoke_workflow", "execute_tool"}

// AroundCalls returns those operations.
func AroundCalls() []string {
	return slices.Clone(aroundCalls)
}

// Calls returns the calls among spans in their order, and looks at no more spans than it needs.
func Calls(spans iter.Seq[core.Span], filter CallFilter) []Call {
	calls := []Call{}
	for span := range distinct(spans) {
		if len(calls) >= filter.Limit {
			break
		}
		if call, ok := CallOf(span); ok && call.concerns(filter.Model) {
			calls = append(calls, call)
		}
	}
	return calls
}

// CallOf reads a span by the OpenTelemetry conventions for generative AI, and reports whether it is a call to a model.
func CallOf(span core.Span) (Call, bool) {
	text := span.Attributes.Text
	call := Call{
		TraceID:       span.TraceID,
		SpanID:        span.SpanID,
		Service:       span.Service,
		Operation:     text("gen_ai.operation.name"),
		Provider:      cmp.Or(text("gen_ai.provider.name"), text("gen_ai.system")), // its name until version 1.37 of the conventions
		Model:         cmp.Or(text("gen_ai.response.model"), text("gen_ai.request.model")),
		RequestModel:  text("gen_ai.request.model"),
		ResponseModel: text("gen_ai.response.model"),
		InputTokens:   span.Attributes.Count("gen_ai.usage.input_tokens"),
		OutputTokens:  span.Attributes.Count("gen_ai.usage.output_tokens"),
		StartUnixNano: span.StartUnixNano,
		DurationMS:    span.DurationMS,
		Status:        "ok", // a span's status stays unset where nothing went wrong
		ErrorType:     text("error.type"),
	}
	if span.Failed() || call.ErrorType != "" {
		call.Status = core.StatusError
	}
	return call, call.Model != "" && !slices.Contains(aroundCalls, call.Operation)
}

func (c Call) concerns(model string) bool {
	return model == "" || model == c.RequestModel || model == c.ResponseModel
}
