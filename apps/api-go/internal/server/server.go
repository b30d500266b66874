// Package server runs an HTTP server from its start to an orderly end.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server is what to serve, and how to end it.
type Server struct {
	Handler http.Handler
	Logger  *slog.Logger
	// AnswerWithin is how long the handler may take. The connection of one that takes longer is closed.
	AnswerWithin time.Duration
	// Grace is how long requests in flight have to finish.
	Grace time.Duration
	// OnDrain is called when the end has come, before connections are refused.
	OnDrain func()
}

// Serve answers on listener until ctx ends; then it takes no more requests and returns when those in flight are answered.
// An error tells that the server broke, or that some were not.
func (s Server) Serve(ctx context.Context, listener net.Listener) error {
	silent := newSilentConns()
	server := &http.Server{
		Handler:           s.Handler,
		ErrorLog:          slog.NewLogLogger(s.Logger.Handler(), slog.LevelWarn),
		ConnState:         silent.track,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      s.AnswerWithin,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	broke := make(chan error, 1)
	var accepting sync.WaitGroup
	accepting.Go(func() { broke <- server.Serve(listener) })
	select {
	case err := <-broke:
		return fmt.Errorf("serving on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}

	s.OnDrain()
	deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Grace)
	defer cancel()
	// Shutdown drops requests that are on their way at that moment, so first those which can still come get their chance.
	_ = listener.Close()
	accepting.Wait() // from here on every connection that was accepted is known
	server.SetKeepAlivesEnabled(false)
	silent.settle()
	if err := server.Shutdown(deadline); err != nil {
		return errors.Join(fmt.Errorf("requests were still in flight after %s: %w", s.Grace, err), server.Close())
	}
	return nil
}
