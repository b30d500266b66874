package telemetry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// serve begins the span of a request, as a part of the trace that its caller names or as the beginning of one.
func (t *Tracing) serve(r *http.Request) (context.Context, trace.Span) {
	ctx := propagator.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	return t.tracer.Start(ctx, knownMethod(r.Method),
		trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(
			semconv.HTTPRequestMethodKey.String(knownMethod(r.Method)),
			semconv.URLPath(RedactText(r.URL.Path)),
			semconv.URLScheme("http"),
			attribute.StringSlice("http.request.header.x-request-id", []string{RequestID(r.Context())}),
		))
}

// answered ends the span of a request. Only our own mistakes make it a failed one.
func answered(span trace.Span, method, route string, status int) {
	if route != unmatched {
		span.SetName(knownMethod(method) + " " + route)
		span.SetAttributes(semconv.HTTPRoute(route))
	}
	span.SetAttributes(semconv.HTTPResponseStatusCode(status))
	if status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
		span.SetAttributes(semconv.ErrorTypeKey.String(strconv.Itoa(status)))
	}
	span.End()
}

// Call begins the span of a call to something outside of this process, which the returned function ends with the error of
// the call, or nil. Outside of a trace there is no span: what a service does by itself, such as a probe, is nobody's story.
func Call(ctx context.Context, name string, attributes ...attribute.KeyValue) (context.Context, func(error)) {
	tracer := trace.SpanFromContext(ctx).TracerProvider().Tracer(tracerName)
	ctx, span := tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attributes...))
	return ctx, func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, RedactText(err.Error()))
			span.SetAttributes(semconv.ErrorTypeKey.String(errorType(err)))
		}
		span.End()
	}
}

// errorType is a short name for a kind of error, of which there are few.
func errorType(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	if errors.Is(err, context.Canceled) {
		return "canceled"
	}
	if typed, ok := errors.AsType[interface {
		error
		ErrorType() string
	}](err); ok {
		return typed.ErrorType()
	}
	return fmt.Sprintf("%T", err)
}

// Traced returns a transport that makes each request to peer a span, and tells the trace to whoever answers. The paths of
// peer must hold no ids, since they are the names of the spans.
func Traced(peer string, transport http.RoundTripper) http.RoundTripper {
	return traced{peer, transport}
}

type traced struct {
	peer      string
	transport http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (t traced) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, end := Call(r.Context(), r.Method+" "+r.URL.Path,
		semconv.ServicePeerName(t.peer),
		semconv.HTTPRequestMethodKey.String(r.Method),
		semconv.URLFull(RedactText(r.URL.String())),
		semconv.ServerAddress(r.URL.Hostname()),
	)
	r = r.Clone(ctx)
	propagator.Inject(ctx, propagation.HeaderCarrier(r.Header))
	response, err := t.transport.RoundTrip(r)
	if err == nil {
		trace.SpanFromContext(ctx).SetAttributes(semconv.HTTPResponseStatusCode(response.StatusCode))
		if response.StatusCode >= http.StatusBadRequest {
			end(statusError(response.StatusCode))
			return response, nil
		}
	}
	end(err)
	return response, err
}

// statusError makes a status that stands for a failure one in the trace, too.
type statusError int

func (s statusError) Error() string {
	return "status " + s.ErrorType()
}

func (s statusError) ErrorType() string {
	return strconv.Itoa(int(s))
}
