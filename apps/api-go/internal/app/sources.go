package app

import (
	"fmt"
	"log/slog"
	"time"

	"observatory.example/api-go/internal/cache"
	"observatory.example/api-go/internal/core"
	"observatory.example/api-go/internal/postgres"
	"observatory.example/api-go/internal/settings"
	"observatory.example/api-go/internal/store"
	"observatory.example/api-go/internal/store/corestore"
	"observatory.example/api-go/internal/store/timescale"
	"observatory.example/libs/telemetry"
)

// sources are where answers come from, as the settings choose them.
type sources struct {
	store        *store.Measured
	cache        *cache.Cache // nil: none
	budget       time.Duration
	dependencies []telemetry.Dependency
	close        []func()
}

func openSources(s settings.Settings, metrics *telemetry.Metrics, logger *slog.Logger) (opened sources, err error) {
	if s.Database.Host == "" {
		opened.useCore(s)
	} else if err := opened.useDatabase(s.Database, metrics); err != nil {
		return opened, err
	}
	metrics.Register(opened.store)
	if s.Redis.Host != "" {
		if err := opened.useRedis(s.Redis, logger); err != nil {
			return opened, err
		}
		metrics.Register(opened.cache)
	}
	return opened, nil
}

func (o *sources) useCore(s settings.Settings) {
	client := core.NewClient(s.CoreURL, s.CoreTimeout)
	client.MaxSpans = s.CoreScanSpans
	o.store = store.NewMeasured(corestore.Store{Core: client}, "core")
	o.budget = 2 * s.CoreTimeout
	o.dependencies = append(o.dependencies, telemetry.Dependency{Name: "core", Probe: client.Ready})
}

func (o *sources) useDatabase(s settings.Database, metrics *telemetry.Metrics) error {
	pool, err := postgres.NewPool(postgres.Config{
		Host: s.Host, Port: s.Port, Database: s.Name, User: s.User, Password: s.Password, Timeout: s.Timeout, MaxConns: s.PoolSize,
	})
	if err != nil {
		return fmt.Errorf("the database: %w", err)
	}
	metrics.Register(pool)
	spans := timescale.Store{Pool: pool, MaxSpans: s.ScanSpans}
	o.store = store.NewMeasured(spans, "database")
	o.budget = 2 * s.Timeout
	o.dependencies = append(o.dependencies, telemetry.Dependency{Name: "database", Probe: spans.Ready})
	o.close = append(o.close, pool.Close)
	return nil
}

func (o *sources) useRedis(s settings.Redis, logger *slog.Logger) error {
	redis, err := cache.NewRedis(s.Host, s.Port, s.Password, logger)
	if err != nil {
		return err
	}
	o.cache = cache.New(redis, s.TTL, o.budget)
	o.dependencies = append(o.dependencies, telemetry.Dependency{
		Name: "redis", Probe: redis.Ready, Without: "answers are made anew each time",
	})
	o.close = append(o.close, redis.Close)
	return nil
}

// Close lets go of all connections.
func (o *sources) Close() {
	for _, closeOne := range o.close {
		closeOne()
	}
}
