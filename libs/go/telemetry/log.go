// Package telemetry makes a service observable in the way that all services here are: JSON logs with secrets taken out,
// request ids, Prometheus metrics, liveness and readiness, and errors as problem documents.
//
//	logger := telemetry.NewLogger(os.Stdout, "shop", telemetry.LogLevel(reader))
//	metrics := telemetry.NewMetrics("shop", version)
//	tracing := telemetry.NewTracing("shop", version, telemetry.TracesEndpoint(reader), logger)
//	handler := telemetry.Middleware(logger, metrics, tracing, telemetry.Routes(mux))
package telemetry

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/trace"

	"observatory.example/libs/config"
)

const timestampFormat = "2006-01-02T15:04:05.000Z07:00"

// reserved are the fields that the logger itself writes. A field of the same name would make two of one key, of which a
// reader of the line sees only the last.
var reserved = []string{"timestamp", "level", "message", "service", "request_id", "trace_id", "span_id"}

// LogLevel reads the setting LOG_LEVEL.
func LogLevel(r *config.Reader) slog.Level {
	return config.Optional(r, "LOG_LEVEL", config.OneOf(map[string]slog.Level{
		"debug": slog.LevelDebug,
		"info":  slog.LevelInfo,
		"warn":  slog.LevelWarn,
		"error": slog.LevelError,
	}), slog.LevelInfo)
}

// NewLogger returns a logger that writes one JSON object a line to w. Secrets are replaced, see [RedactText], and the
// ids of the request and of the span that the context of a record carries are added.
func NewLogger(w io.Writer, service string, level slog.Leveler) *slog.Logger {
	inner := slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: rename})
	return slog.New(&handler{inner: inner.WithAttrs([]slog.Attr{slog.String("service", service)})})
}

// rename gives the fields that slog itself writes the names and forms of this system.
func rename(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return attr
	}
	switch attr.Key {
	case slog.TimeKey:
		if attr.Value.Kind() == slog.KindTime {
			return slog.String("timestamp", attr.Value.Time().UTC().Format(timestampFormat))
		}
	case slog.LevelKey:
		if level, ok := attr.Value.Any().(slog.Level); ok {
			return slog.String("level", strings.ToLower(level.String()))
		}
	case slog.MessageKey:
		return slog.Attr{Key: "message", Value: attr.Value}
	}
	return attr
}

// handler holds groups and bound fields back until a record comes, so that the request id stays at the top of the object
// and a group with a telling name is redacted whole.
type handler struct {
	inner  slog.Handler
	scopes []scope
}

// scope is a group, or fields bound inside the groups before it.
type scope struct {
	group string
	attrs []slog.Attr
}

func (h *handler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.inner.Enabled(ctx, level)
}

func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return h.with(scope{attrs: attrs}, len(attrs) > 0)
}

func (h *handler) WithGroup(name string) slog.Handler {
	return h.with(scope{group: name}, name != "")
}

func (h *handler) with(added scope, meaningful bool) slog.Handler {
	if !meaningful {
		return h
	}
	return &handler{inner: h.inner, scopes: append(slices.Clip(h.scopes), added)}
}

func (h *handler) Handle(ctx context.Context, record slog.Record) error {
	attrs := make([]slog.Attr, 0, record.NumAttrs())
	record.Attrs(func(attr slog.Attr) bool {
		attrs = append(attrs, attr)
		return true
	})
	for _, scope := range slices.Backward(h.scopes) {
		if scope.group != "" {
			attrs = []slog.Attr{{Key: scope.group, Value: slog.GroupValue(attrs...)}}
			continue
		}
		attrs = slices.Concat(scope.attrs, attrs)
	}

	clean := slog.NewRecord(record.Time, record.Level, RedactText(record.Message), record.PC)
	if id := RequestID(ctx); id != "" {
		clean.AddAttrs(slog.String("request_id", id))
	}
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		clean.AddAttrs(slog.String("trace_id", span.TraceID().String()), slog.String("span_id", span.SpanID().String()))
	}
	for _, attr := range attrs {
		if slices.Contains(reserved, attr.Key) {
			attr.Key += "_"
		}
		clean.AddAttrs(redactAttr(attr))
	}
	return h.inner.Handle(ctx, clean)
}
