package store

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Measured is a store whose answers are timed.
type Measured struct {
	inner     Store
	durations *prometheus.HistogramVec
}

// NewMeasured returns inner, with the times that it takes. Source is the label for where it has its spans from.
func NewMeasured(inner Store, source string) *Measured {
	return &Measured{inner, prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:        "store_query_duration_seconds",
		Help:        "Time in which the store answered, by query and outcome.",
		Buckets:     prometheus.DefBuckets,
		ConstLabels: prometheus.Labels{"store": source},
	}, []string{"query", "outcome"})}
}

// Describe implements [prometheus.Collector].
func (m *Measured) Describe(descriptions chan<- *prometheus.Desc) { m.durations.Describe(descriptions) }

// Collect implements [prometheus.Collector].
func (m *Measured) Collect(metrics chan<- prometheus.Metric) { m.durations.Collect(metrics) }

// Traces implements [Store].
func (m *Measured) Traces(ctx context.Context, filter Filter) (Traces, error) {
	return timed(m, "traces", func() (Traces, error) { return m.inner.Traces(ctx, filter) })
}

// Trace implements [Store].
func (m *Measured) Trace(ctx context.Context, id string) (Trace, error) {
	return timed(m, "trace", func() (Trace, error) { return m.inner.Trace(ctx, id) })
}

// Calls implements [Store].
func (m *Measured) Calls(ctx context.Context, filter Filter) (Calls, error) {
	return timed(m, "calls", func() (Calls, error) { return m.inner.Calls(ctx, filter) })
}

// Services implements [Store].
func (m *Measured) Services(ctx context.Context) (Services, error) {
	return timed(m, "services", func() (Services, error) { return m.inner.Services(ctx) })
}

// Count implements [Store].
func (m *Measured) Count(ctx context.Context, service string) (Count, error) {
	return timed(m, "count", func() (Count, error) { return m.inner.Count(ctx, service) })
}

func timed[T any](m *Measured, name string, ask func() (T, error)) (T, error) {
	started := time.Now()
	answer, err := ask()
	outcome := "ok"
	if err != nil && !errors.Is(err, ErrNotFound) {
		outcome = "error"
	}
	m.durations.WithLabelValues(name, outcome).Observe(time.Since(started).Seconds())
	return answer, err
}
