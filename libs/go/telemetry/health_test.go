package telemetry_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"observatory.example/libs/telemetry"
)

func up(context.Context) error { return nil }

func serviceWith(health *telemetry.Health) *service {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", health.Alive)
	mux.HandleFunc("GET /ready", health.Ready)
	return newService(mux)
}

// ready asks for readiness, and expects the given status code.
func ready(t *testing.T, s *service, status int) (answer struct {
	Status       string
	Dependencies []struct {
		Name, Status, Detail string
		LatencyMS            *float64 `json:"latency_ms"`
	}
}) {
	t.Helper()
	response := s.get("/ready")
	if response.StatusCode != status {
		t.Errorf("got %s, want %d", response.Status, status)
	}
	if err := json.Unmarshal([]byte(bodyOf(t, response)), &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestAliveAsksNoDependency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		health := telemetry.NewHealth("shop", "1.2.3", telemetry.Dependency{Name: "core", Probe: func(context.Context) error {
			t.Error("the dependency was asked")
			return nil
		}})
		time.Sleep(1500 * time.Millisecond)
		got := bodyOf(t, serviceWith(health).get("/health"))
		if want := `{"status":"ok","service":"shop","version":"1.2.3","uptime_seconds":1.5}` + "\n"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

func TestReadyNamesEachDependency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := ready(t, serviceWith(telemetry.NewHealth("shop", "1.2.3",
			telemetry.Dependency{Name: "core", Probe: func(context.Context) error {
				time.Sleep(250 * time.Millisecond)
				return nil
			}},
			telemetry.Dependency{Name: "store", Probe: func(context.Context) error {
				return errors.New("dialling redis://:hunter2@store: refused")
			}},
		)), http.StatusServiceUnavailable)

		if answer.Status != "not_ready" || len(answer.Dependencies) != 2 {
			t.Fatalf("got %+v, want not_ready and two dependencies", answer)
		}
		core, store := answer.Dependencies[0], answer.Dependencies[1]
		if core.Name != "core" || core.Status != "up" || *core.LatencyMS != 250 {
			t.Errorf("got %+v, want core up after 250 ms", core)
		}
		if store.Name != "store" || store.Status != "down" || store.Detail != "dialling redis://:***@store: refused" {
			t.Errorf("got %+v, want the store down, without the password", store)
		}
	})
}

func TestReadyWithoutWhatItCanDoWithout(t *testing.T) {
	refused := func(context.Context) error { return errors.New("refused") }
	answer := ready(t, serviceWith(telemetry.NewHealth("shop", "1.2.3",
		telemetry.Dependency{Name: "core", Probe: up},
		telemetry.Dependency{Name: "cache", Probe: refused, Without: "answers take longer"},
	)), http.StatusOK)
	if cache := answer.Dependencies[1]; answer.Status != "ready" || cache.Status != "down" || cache.Detail != "degraded, answers take longer: refused" {
		t.Errorf("got %+v, want it ready, and to say what is missing", answer)
	}
}

func TestReadyProbesAtOnceAndForASecondAtMost(t *testing.T) {
	hang := func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		ready(t, serviceWith(telemetry.NewHealth("shop", "1.2.3",
			telemetry.Dependency{Name: "a", Probe: hang}, telemetry.Dependency{Name: "b", Probe: hang},
		)), http.StatusServiceUnavailable)
		if took := time.Since(started); took != time.Second {
			t.Errorf("took %s, want 1s", took)
		}
	})
}

func TestReadyWhenAllIsUp(t *testing.T) {
	health := telemetry.NewHealth("shop", "1.2.3", telemetry.Dependency{Name: "core", Probe: up})
	answer := ready(t, serviceWith(health), http.StatusOK)
	if answer.Status != "ready" || answer.Dependencies[0].Detail != "ok" {
		t.Errorf("got %+v", answer)
	}
	body := bodyOf(t, serviceWith(telemetry.NewHealth("shop", "1.2.3")).get("/ready"))
	if want := `"dependencies":[]`; !strings.Contains(body, want) {
		t.Errorf("got %s without dependencies, want %s", body, want)
	}
}

func TestDrainingIsNotReadyButAlive(t *testing.T) {
	health := telemetry.NewHealth("shop", "1.2.3", telemetry.Dependency{Name: "core", Probe: up})
	s := serviceWith(health)
	health.Drain()
	if answer := ready(t, s, http.StatusServiceUnavailable); answer.Status != "draining" {
		t.Errorf("got %+v, want draining", answer)
	}
	if response := s.get("/health"); response.StatusCode != http.StatusOK {
		t.Errorf("got %s for /health while draining, want 200", response.Status)
	}
}
