package app

import (
	"context"
	"fmt"
	"net"
	"time"

	"observatory.example/api-go/internal/api"
	"observatory.example/api-go/internal/core"
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

	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.Address())
	if err != nil {
		logger.Error("cannot listen", "address", s.Address(), "error", err)
		return exitFailure
	}
	client := core.NewClient(s.CoreURL, s.CoreTimeout)
	client.MaxSpans = s.CoreScanSpans
	health := telemetry.NewHealth(name, a.Version, telemetry.Dependency{Name: "core", Probe: client.Ready})
	budget := 2 * s.CoreTimeout
	handler := api.API{
		Logger:  logger,
		Metrics: telemetry.NewMetrics(name, a.Version),
		Health:  health,
		Core:    client,
		Budget:  budget,
	}.Handler()

	logger.Info("listening", "address", listener.Addr().String(), "version", a.Version, "core_url", s.CoreURL.String())
	err = server.Server{
		Handler:      handler,
		Logger:       logger,
		AnswerWithin: budget + 10*time.Second,
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
