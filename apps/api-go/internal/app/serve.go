package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"observatory.example/api-go/internal/api"
	"observatory.example/api-go/internal/server"
	"observatory.example/api-go/internal/settings"
	"observatory.example/libs/telemetry"
)

func (a App) serve(ctx context.Context) int {
	s, err := settings.Load(a.Lookup)
	if err != nil {
		fmt.Fprintf(a.Stderr, "%s: %v\n", name, err)
		return exitConfig
	}
	logger := telemetry.NewLogger(a.Stdout, name, s.LogLevel)
	metrics := telemetry.NewMetrics(name, a.Version)
	tracing := telemetry.NewTracing(name, a.Version, s.TracesEndpoint, logger)
	defer tracing.Stop(context.WithoutCancel(ctx))
	from, err := openSources(s, metrics, logger)
	if err != nil {
		logger.Error("cannot start", "error", err)
		return exitFailure
	}
	defer from.Close()

	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.Address())
	if err != nil {
		logger.Error("cannot listen", "address", s.Address(), "error", err)
		return exitFailure
	}
	health := telemetry.NewHealth(name, a.Version, from.dependencies...)
	handler := api.API{
		Logger:  logger,
		Metrics: metrics,
		Tracing: tracing,
		Health:  health,
		Store:   from.store,
		Cache:   from.cache,
		Budget:  from.budget,
	}.Handler()

	logger.LogAttrs(ctx, slog.LevelInfo, "listening", a.places(listener, s)...)
	err = server.Server{
		Handler:      handler,
		Logger:       logger,
		AnswerWithin: from.budget + 10*time.Second,
		Grace:        s.ShutdownGrace,
		OnDrain: func() {
			health.Drain()
			logger.Info("stopping", "reason", context.Cause(ctx).Error())
		},
	}.Serve(ctx, listener)
	if err != nil {
		logger.Error("stopped with an error", "error", err)
		return exitFailure
	}
	logger.Info("stopped", "reason", context.Cause(ctx).Error())
	return exitOK
}

// places are where the service can be reached and where it goes itself.
func (a App) places(listener net.Listener, s settings.Settings) []slog.Attr {
	places := []slog.Attr{slog.String("address", listener.Addr().String()), slog.String("version", a.Version)}
	if s.Database.Host == "" {
		places = append(places, slog.String("core_url", s.CoreURL.String()))
	} else {
		places = append(places, slog.String("database_host", s.Database.Host))
	}
	if s.Redis.Host != "" {
		places = append(places, slog.String("redis_host", s.Redis.Host))
	}
	if s.TracesEndpoint != nil {
		places = append(places, slog.String("traces_endpoint", s.TracesEndpoint.String()))
	}
	return places
}
