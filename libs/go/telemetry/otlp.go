package telemetry

import (
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	collectorpb "go.opentelemetry.io/proto/slim/otlp/collector/trace/v1"
	commonpb "go.opentelemetry.io/proto/slim/otlp/common/v1"
	resourcepb "go.opentelemetry.io/proto/slim/otlp/resource/v1"
	tracepb "go.opentelemetry.io/proto/slim/otlp/trace/v1"
)

// exportRequest is what OTLP makes of spans. All of a service's spans are of one resource and one scope.
func exportRequest(spans []sdktrace.ReadOnlySpan) *collectorpb.ExportTraceServiceRequest {
	if len(spans) == 0 {
		return &collectorpb.ExportTraceServiceRequest{}
	}
	encoded := make([]*tracepb.Span, len(spans))
	for i, span := range spans {
		encoded[i] = encodeSpan(span)
	}
	made := spans[0].InstrumentationScope()
	return &collectorpb.ExportTraceServiceRequest{ResourceSpans: []*tracepb.ResourceSpans{{
		Resource:  encodeResource(spans[0].Resource()),
		SchemaUrl: spans[0].Resource().SchemaURL(),
		ScopeSpans: []*tracepb.ScopeSpans{{
			Scope: &commonpb.InstrumentationScope{Name: made.Name, Version: made.Version},
			Spans: encoded,
		}},
	}}}
}

func encodeResource(described *resource.Resource) *resourcepb.Resource {
	return &resourcepb.Resource{Attributes: encodeAttributes(described.Attributes())}
}

func encodeSpan(span sdktrace.ReadOnlySpan) *tracepb.Span {
	traceID, spanID := span.SpanContext().TraceID(), span.SpanContext().SpanID()
	encoded := &tracepb.Span{
		TraceId:                traceID[:],
		SpanId:                 spanID[:],
		TraceState:             span.SpanContext().TraceState().String(),
		Flags:                  spanFlags(span),
		Name:                   span.Name(),
		Kind:                   kinds[span.SpanKind()],
		StartTimeUnixNano:      unixNano(span.StartTime()),
		EndTimeUnixNano:        unixNano(span.EndTime()),
		Attributes:             encodeAttributes(span.Attributes()),
		DroppedAttributesCount: uint32(span.DroppedAttributes()), //nolint:gosec // a count of attributes
		Status:                 &tracepb.Status{Code: statuses[span.Status().Code], Message: span.Status().Description},
	}
	if parent := span.Parent().SpanID(); parent.IsValid() {
		encoded.ParentSpanId = parent[:]
	}
	return encoded
}

// spanFlags are those of the span's context, and whether its parent is in another process.
func spanFlags(span sdktrace.ReadOnlySpan) uint32 {
	flags := uint32(span.SpanContext().TraceFlags()) | uint32(tracepb.SpanFlags_SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK)
	if span.Parent().IsRemote() {
		flags |= uint32(tracepb.SpanFlags_SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK)
	}
	return flags
}

var kinds = map[trace.SpanKind]tracepb.Span_SpanKind{
	trace.SpanKindInternal: tracepb.Span_SPAN_KIND_INTERNAL,
	trace.SpanKindServer:   tracepb.Span_SPAN_KIND_SERVER,
	trace.SpanKindClient:   tracepb.Span_SPAN_KIND_CLIENT,
	trace.SpanKindProducer: tracepb.Span_SPAN_KIND_PRODUCER,
	trace.SpanKindConsumer: tracepb.Span_SPAN_KIND_CONSUMER,
}

var statuses = map[codes.Code]tracepb.Status_StatusCode{
	codes.Ok:    tracepb.Status_STATUS_CODE_OK,
	codes.Error: tracepb.Status_STATUS_CODE_ERROR,
}

func unixNano(t time.Time) uint64 {
	return uint64(max(0, t.UnixNano()))
}

func encodeAttributes(attributes []attribute.KeyValue) []*commonpb.KeyValue {
	encoded := make([]*commonpb.KeyValue, 0, len(attributes))
	for _, member := range attributes {
		encoded = append(encoded, &commonpb.KeyValue{Key: string(member.Key), Value: encodeValue(member.Value)})
	}
	return encoded
}

// encodeValue knows the types that the spans of this package have; of any other it sends the text.
func encodeValue(value attribute.Value) *commonpb.AnyValue {
	switch value.Type() {
	case attribute.BOOL:
		return &commonpb.AnyValue{Value: &commonpb.AnyValue_BoolValue{BoolValue: value.AsBool()}}
	case attribute.INT64:
		return &commonpb.AnyValue{Value: &commonpb.AnyValue_IntValue{IntValue: value.AsInt64()}}
	case attribute.FLOAT64:
		return &commonpb.AnyValue{Value: &commonpb.AnyValue_DoubleValue{DoubleValue: value.AsFloat64()}}
	case attribute.STRINGSLICE:
		texts := value.AsStringSlice()
		members := make([]*commonpb.AnyValue, len(texts))
		for i, text := range texts {
			members[i] = encodeText(text)
		}
		return &commonpb.AnyValue{Value: &commonpb.AnyValue_ArrayValue{ArrayValue: &commonpb.ArrayValue{Values: members}}}
	default:
		return encodeText(value.String())
	}
}

func encodeText(text string) *commonpb.AnyValue {
	return &commonpb.AnyValue{Value: &commonpb.AnyValue_StringValue{StringValue: text}}
}
