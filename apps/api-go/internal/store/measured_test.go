package store_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/core/coretest"
	"observatory.example/api-go/internal/store"
	"observatory.example/api-go/internal/store/corestore"
	"observatory.example/api-go/internal/store/storetest"
)

func TestMeasuredAnswersAsTheStoreDoes(t *testing.T) {
	storetest.Run(t, func(t *testing.T, spans []core.Span) store.Store {
		return store.NewMeasured(corestore.Store{Core: coretest.Start(t, spans...).Client()}, "core")
	})
}

func TestAnswersAreTimed(t *testing.T) {
	fake := coretest.Start(t, coretest.Span("1", "", 1))
	s := store.NewMeasured(corestore.Store{Core: fake.Client()}, "core")
	if _, err := s.Trace(t.Context(), coretest.TraceID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Trace(t.Context(), strings.Repeat("f", 32)); !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
	fake.Stop()
	if _, err := s.Services(t.Context()); err == nil {
		t.Fatal("core is stopped")
	}

	registry := prometheus.NewRegistry()
	registry.MustRegister(s)
	families, err := registry.Gather()
	if err != nil || len(families) != 1 || families[0].GetName() != "store_query_duration_seconds" {
		t.Fatalf("got %v, %v", families, err)
	}
	got := map[string]uint64{}
	for _, metric := range families[0].GetMetric() {
		labels := []string{}
		for _, label := range metric.GetLabel() {
			labels = append(labels, label.GetValue())
		}
		got[strings.Join(labels, " ")] = metric.GetHistogram().GetSampleCount()
	}
	if got["ok trace core"] != 2 || got["error services core"] != 1 || len(got) != 2 {
		t.Errorf("got %v", got)
	}
}
