package telemetry

import (
	"context"
	"log/slog"
	"net/url"
	"time"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"observatory.example/libs/config"
)

// tracerName is the name under which all spans of this package are made.
const tracerName = "observatory.example/libs/telemetry"

// flushTimeout bounds what the end of a service waits for a collector that does not answer.
const flushTimeout = time.Second

// propagator reads and writes the traceparent of W3C Trace Context.
var propagator = propagation.TraceContext{}

// Tracing makes the spans of a service and sends them to a collector, where there is one. Without one, traces that come in
// go on to whoever is asked in turn, and their ids are in the log, all the same.
type Tracing struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
}

// TracesEndpoint reads the setting OTEL_EXPORTER_OTLP_ENDPOINT; nil where it is not given.
func TracesEndpoint(r *config.Reader) *url.URL {
	return config.Optional(r, "OTEL_EXPORTER_OTLP_ENDPOINT", config.URL("http", "https"), nil)
}

// NewTracing returns the tracing of a service that sends its spans to the collector at endpoint, or nowhere where that is
// nil. It says in the log when the collector is away, once, and when it is back.
func NewTracing(service, version string, endpoint *url.URL, logger *slog.Logger) *Tracing {
	options := []sdktrace.TracerProviderOption{sdktrace.WithResource(describe(service, version))}
	if endpoint != nil {
		options = append(options, sdktrace.WithBatcher(newExporter(endpoint, logger), sdktrace.WithExportTimeout(exportTimeout)))
	}
	return newTracing(options...)
}

func newTracing(options ...sdktrace.TracerProviderOption) *Tracing {
	provider := sdktrace.NewTracerProvider(options...)
	return &Tracing{provider: provider, tracer: provider.Tracer(tracerName)}
}

// Flush sends what has not been sent yet, as far as that can be done while ctx lives.
func (t *Tracing) Flush(ctx context.Context) {
	_ = t.provider.ForceFlush(ctx) // the exporter has said in the log what there was to say
}

// Stop sends what has not been sent yet. It waits for that no longer than ctx lives, and never long.
func (t *Tracing) Stop(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, flushTimeout)
	defer cancel()
	_ = t.provider.Shutdown(ctx) // as above
}

// describe names the service in each of its spans. OTEL_RESOURCE_ATTRIBUTES may add to that, and takes nothing away.
func describe(service, version string) *resource.Resource {
	described, err := resource.New(context.Background(),
		resource.WithFromEnv(),
		resource.WithTelemetrySDK(),
		resource.WithAttributes(semconv.ServiceName(service), semconv.ServiceVersion(version)),
	)
	if err != nil { // what is wrong in the environment is left out, and must not keep a service from its work
		return resource.NewSchemaless(semconv.ServiceName(service), semconv.ServiceVersion(version))
	}
	return described
}
