package telemetry

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// probeTimeout is below what orchestrators usually allow for the whole of a readiness probe.
const probeTimeout = time.Second

// Dependency is something that a service needs in order to work, or to work well.
type Dependency struct {
	Name  string
	Probe func(context.Context) error // nil: it can be used now
	// Without says what is worse while the dependency is down. Where it is given the service is ready all the same.
	Without string
}

// Health answers whether a service lives and whether it can work.
type Health struct {
	service, version string
	started          time.Time
	dependencies     []Dependency
	draining         atomic.Bool
}

// NewHealth returns the health of a service that starts now.
func NewHealth(service, version string, dependencies ...Dependency) *Health {
	return &Health{service: service, version: version, started: time.Now(), dependencies: dependencies}
}

// Drain makes the service report that it takes no further work.
func (h *Health) Drain() {
	h.draining.Store(true)
}

type alive struct {
	Status        string  `json:"status"`
	Service       string  `json:"service"`
	Version       string  `json:"version"`
	UptimeSeconds float64 `json:"uptime_seconds"`
}

// Alive is the handler for liveness. It asks no dependency: to start a service again does not mend another one.
func (h *Health) Alive(w http.ResponseWriter, _ *http.Request) {
	WriteJSON(w, http.StatusOK, alive{"ok", h.service, h.version, thousandths(time.Since(h.started).Seconds())})
}

type readiness struct {
	Status       string       `json:"status"`
	Dependencies []dependency `json:"dependencies"`
}

type dependency struct {
	Name      string  `json:"name"`
	Status    string  `json:"status"`
	Detail    string  `json:"detail"`
	LatencyMS float64 `json:"latency_ms"`
}

// Ready is the handler for readiness: it probes all dependencies at once and says which one is missing. One that the
// service can do without is named, too, and leaves it ready.
func (h *Health) Ready(w http.ResponseWriter, r *http.Request) {
	if h.draining.Load() {
		WriteJSON(w, http.StatusServiceUnavailable, readiness{"draining", []dependency{}})
		return
	}

	found := make([]dependency, len(h.dependencies))
	var probes sync.WaitGroup
	for i, d := range h.dependencies {
		probes.Go(func() { found[i] = d.observe(r.Context()) })
	}
	probes.Wait()

	for i, d := range found {
		if d.Status != "up" && h.dependencies[i].Without == "" {
			WriteJSON(w, http.StatusServiceUnavailable, readiness{"not_ready", found})
			return
		}
	}
	WriteJSON(w, http.StatusOK, readiness{"ready", found})
}

func (d Dependency) observe(ctx context.Context) dependency {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()

	started := time.Now()
	err := d.Probe(ctx)
	latencyMS := thousandths(float64(time.Since(started)) / float64(time.Millisecond))
	if err != nil {
		detail := RedactText(err.Error())
		if d.Without != "" {
			detail = fmt.Sprintf("degraded, %s: %s", d.Without, detail)
		}
		return dependency{d.Name, "down", detail, latencyMS}
	}
	return dependency{d.Name, "up", "ok", latencyMS}
}

func thousandths(number float64) float64 {
	return math.Round(number*1000) / 1000
}
