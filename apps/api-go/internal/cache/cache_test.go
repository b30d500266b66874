package cache_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"observatory.example/api-go/internal/cache"
)

// shelf keeps answers in memory, and may be away.
type shelf struct {
	mu   sync.Mutex
	kept map[string]string
	ttl  time.Duration
	away error
}

func (s *shelf) Get(_ context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if answer, found := s.kept[key]; found || s.away != nil {
		return []byte(answer), s.away
	}
	return nil, cache.ErrMiss
}

func (s *shelf) Set(_ context.Context, key string, answer []byte, ttl time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[key], s.ttl = string(answer), ttl
	return s.away
}

func newCache() (*shelf, *cache.Cache) {
	s := &shelf{kept: map[string]string{}}
	return s, cache.New(s, 5*time.Second, time.Minute)
}

func says(text string) cache.Load {
	return func(context.Context) ([]byte, error) { return []byte(text), nil }
}

// answered shows what the cache made of a question.
func answered(ctx context.Context, c *cache.Cache, load cache.Load) string {
	answer, result, err := c.Answer(ctx, "key", load)
	return fmt.Sprintf("%s %s %v", answer, result, err)
}

func TestAnswersAreKeptForAWhile(t *testing.T) {
	s, c := newCache()
	for _, want := range []string{"first miss <nil>", "first hit <nil>"} {
		if got := answered(t.Context(), c, says("first")); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if s.ttl != 5*time.Second {
		t.Errorf("kept for %s", s.ttl)
	}
}

func TestShelfThatIsAwayIsNoError(t *testing.T) {
	s, c := newCache()
	s.away = errors.New("away")
	for _, text := range []string{"first", "second"} {
		if got, want := answered(t.Context(), c, says(text)), text+" away <nil>"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if len(s.kept) != 0 {
		t.Errorf("kept %v", s.kept)
	}
}

func TestErrorsAndGiantsAreNotKept(t *testing.T) {
	s, c := newCache()
	if got := answered(t.Context(), c, func(context.Context) ([]byte, error) { return nil, errors.New("bad") }); got != " miss bad" {
		t.Errorf("got %s", got)
	}
	if _, _, err := c.Answer(t.Context(), "key", says(strings.Repeat("x", 1<<20+1))); err != nil || len(s.kept) != 0 {
		t.Errorf("kept %d answers, %v", len(s.kept), err)
	}
}

func TestQuestionsAskedAtOnceShareAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := newCache()
		var asked atomic.Int32
		slow := func(context.Context) ([]byte, error) {
			asked.Add(1)
			time.Sleep(time.Second)
			return []byte("slow"), nil
		}
		results := make(chan string, 10)
		for range 10 {
			go func() { results <- answered(t.Context(), c, slow) }()
		}
		count := map[string]int{}
		for range 10 {
			count[<-results]++
		}
		if asked.Load() != 1 || count["slow miss <nil>"] != 1 || count["slow shared <nil>"] != 9 {
			t.Errorf("asked %d times, got %v", asked.Load(), count)
		}
	})
}

func TestWhoLeavesDoesNotTakeTheAnswerAlong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := newCache()
		slow := func(ctx context.Context) ([]byte, error) {
			time.Sleep(time.Second)
			return []byte("slow"), ctx.Err()
		}
		leaving, leave := context.WithCancel(t.Context())
		first, second := make(chan string, 1), make(chan string, 1)
		go func() { first <- answered(leaving, c, slow) }()
		synctest.Wait()
		go func() { second <- answered(t.Context(), c, slow) }()
		synctest.Wait()
		leave()
		if got := <-first; got != " miss context canceled" {
			t.Errorf("got %s for who left", got)
		}
		if got := <-second; got != "slow shared <nil>" {
			t.Errorf("got %s for who stayed", got)
		}
	})
}

func TestNobodyWaitsLongerThanTheBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, c := newCache()
		started := time.Now()
		got := answered(t.Context(), c, func(ctx context.Context) ([]byte, error) { <-ctx.Done(); return nil, ctx.Err() })
		if got != " miss context deadline exceeded" || time.Since(started) != time.Minute {
			t.Errorf("got %s after %s", got, time.Since(started))
		}
	})
}

func TestBugEndsTheRequestAndNotTheProcess(t *testing.T) {
	_, c := newCache()
	defer func() {
		if reason := fmt.Sprint(recover()); !strings.Contains(reason, "a bug") || !strings.Contains(reason, "cache_test.go") {
			t.Errorf("got the panic %s", reason)
		}
	}()
	_ = answered(t.Context(), c, func(context.Context) ([]byte, error) { panic("a bug") })
	t.Error("it did not panic")
}

func TestResultsAreCounted(t *testing.T) {
	_, c := newCache()
	_ = answered(t.Context(), c, says("x"))
	_ = answered(t.Context(), c, says("x"))
	_ = answered(t.Context(), c, says("x"))
	registry := prometheus.NewRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil || len(families) != 1 {
		t.Fatalf("got %v, %v", families, err)
	}
	got := map[string]float64{}
	for _, metric := range families[0].GetMetric() {
		got[metric.GetLabel()[0].GetValue()] = metric.GetCounter().GetValue()
	}
	if want := "map[away:0 hit:2 miss:1 shared:0]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
