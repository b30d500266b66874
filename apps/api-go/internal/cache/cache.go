// Package cache lets equal questions share an answer: those that are asked at once, and those asked shortly afterwards.
package cache

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/singleflight"
)

// maxKept is how long an answer may be and still be kept.
const maxKept = 1 << 20

// Shelf keeps answers for a while. It may lose them, and be away.
type Shelf interface {
	Get(ctx context.Context, key string) (answer []byte, err error) // [ErrMiss] where there is none
	Set(ctx context.Context, key string, answer []byte, ttl time.Duration) error
}

// Result is how an answer was found.
type Result string

// The results.
const (
	Hit    Result = "hit"
	Miss   Result = "miss"
	Away   Result = "away"   // nobody could be asked whether there is one
	Shared Result = "shared" // with a question that was under way
)

// Cache is safe for use by many goroutines.
type Cache struct {
	shelf   Shelf
	ttl     time.Duration
	budget  time.Duration
	flights singleflight.Group
	results *prometheus.CounterVec
}

// New returns a cache that keeps answers on shelf for ttl, and gives each question up to budget to be answered.
func New(shelf Shelf, ttl, budget time.Duration) *Cache {
	c := &Cache{shelf: shelf, ttl: ttl, budget: budget, results: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "cache_requests_total",
		Help: "Answers looked for in the cache, by what was found.",
	}, []string{"result"})}
	for _, result := range []Result{Hit, Miss, Away, Shared} {
		c.results.WithLabelValues(string(result)) // so that a rate can be taken from the beginning
	}
	return c
}

// Describe implements [prometheus.Collector].
func (c *Cache) Describe(descriptions chan<- *prometheus.Desc) { c.results.Describe(descriptions) }

// Collect implements [prometheus.Collector].
func (c *Cache) Collect(metrics chan<- prometheus.Metric) { c.results.Collect(metrics) }

// Load makes an answer.
type Load func(ctx context.Context) ([]byte, error)

// Answer returns the answer that is kept under key, or the one that load makes. An error is passed on, and never kept.
func (c *Cache) Answer(ctx context.Context, key string, load Load) ([]byte, Result, error) {
	// Whoever asks first must not take the answer of the others along when it leaves.
	work := context.WithoutCancel(ctx)
	isFirst := false
	flight := c.flights.DoChan(key, func() (any, error) {
		isFirst = true
		ctx, cancel := context.WithTimeout(work, c.budget)
		defer cancel()
		return c.find(ctx, key, load), nil
	})
	select {
	case <-ctx.Done():
		return nil, Miss, ctx.Err()
	case landed := <-flight:
		found := landed.Val.(found) //nolint:forcetypeassert // find returns no other type
		if found.panicked != nil {
			panic(found.panicked)
		}
		if !isFirst {
			found.result = Shared
		}
		c.results.WithLabelValues(string(found.result)).Inc()
		return found.answer, found.result, found.err
	}
}

type found struct {
	answer   []byte
	result   Result
	err      error
	panicked error
}

func (c *Cache) find(ctx context.Context, key string, load Load) (f found) {
	// A panic on a goroutine of singleflight's own would end the process; on the one that serves a request it ends that.
	defer func() {
		if reason := recover(); reason != nil {
			f.panicked = fmt.Errorf("%v\n%s", reason, debug.Stack())
		}
	}()
	kept, err := c.shelf.Get(ctx, key)
	if err == nil {
		return found{answer: kept, result: Hit}
	}
	f.result = Away
	if isMiss(err) {
		f.result = Miss
	}
	f.answer, f.err = load(ctx)
	if f.err == nil && f.result == Miss && len(f.answer) <= maxKept {
		_ = c.shelf.Set(ctx, key, f.answer, c.ttl) // it will be a miss again
	}
	return f
}
