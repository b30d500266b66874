package telemetry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/protobuf/proto"
)

const (
	exportTimeout  = 5 * time.Second
	exportAttempts = 3
	// maxRefusalBytes is as much of a collector's complaint as fits into a line of the log.
	maxRefusalBytes = 512
)

// exporter sends spans by OTLP over HTTP in protobuf. OpenTelemetry's own one brings gRPC along, whose code would be a
// third of a program like ours.
type exporter struct {
	target string
	logger *slog.Logger
	client *http.Client
	pause  time.Duration // before the second attempt; twice that before the third
	lost   int           // spans since the collector was last heard of
}

func newExporter(endpoint *url.URL, logger *slog.Logger) *exporter {
	return &exporter{
		target: endpoint.JoinPath("v1", "traces").String(),
		logger: logger,
		// A collector is a neighbour: a proxy that the environment names for the outside must not get in between.
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second}},
		pause:  250 * time.Millisecond,
	}
}

// ExportSpans implements [sdktrace.SpanExporter]. It is never called twice at once.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	body, err := proto.Marshal(exportRequest(spans))
	if err != nil {
		return fmt.Errorf("encoding %d spans: %w", len(spans), err)
	}
	err = e.send(ctx, body)
	switch {
	case err != nil && e.lost == 0:
		e.logger.Warn("traces cannot be sent; this is said once", "endpoint", e.target, "error", err)
	case err == nil && e.lost > 0:
		e.logger.Info("traces are sent again", "endpoint", e.target, "spans_lost", e.lost)
	}
	if err != nil {
		e.lost += len(spans)
	} else {
		e.lost = 0
	}
	return nil // the SDK would say it all over again, in a form of its own
}

// Shutdown implements [sdktrace.SpanExporter].
func (e *exporter) Shutdown(context.Context) error {
	e.client.CloseIdleConnections()
	return nil
}

// errBusy is wrapped by refusals that OTLP wants to be answered by another attempt.
var errBusy = errors.New("it is busy")

func (e *exporter) send(ctx context.Context, body []byte) error {
	pause := e.pause
	for attempt := 1; ; attempt++ {
		err := e.post(ctx, body)
		if err == nil || attempt == exportAttempts || !errors.Is(err, errBusy) {
			return err
		}
		select {
		case <-time.After(pause):
			pause *= 2
		case <-ctx.Done():
			return err
		}
	}
}

func (e *exporter) post(ctx context.Context, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.target, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-protobuf")
	response, err := e.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(response.Body, maxRefusalBytes))
	switch response.StatusCode {
	case http.StatusOK:
		return nil
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return fmt.Errorf("the collector answered %s: %w", response.Status, errBusy)
	}
	return fmt.Errorf("the collector answered %s: %q", response.Status, said)
}
