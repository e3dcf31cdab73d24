package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// readiness starts as ready and is switched off once.
type readiness struct{ stopping atomic.Bool }

func (r *readiness) isReady() bool { return !r.stopping.Load() }
func (r *readiness) turnOff()      { r.stopping.Store(true) }

type shutdown struct {
	// delay is how long requests are still accepted after readiness went off: load balancers need to notice first.
	delay time.Duration
	// within is how long requests in flight may take to end after that; then their connections are cut.
	within time.Duration
}

// serve answers requests until ctx ends, then stops gracefully. It returns nil when every request was answered.
func serve(
	ctx context.Context,
	listener net.Listener,
	server *http.Server,
	ready *readiness,
	stop shutdown,
	logger *slog.Logger,
) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}

	ready.turnOff()
	logger.Info("stopping", "delay", stop.delay.String(), "within", stop.within.String())
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-time.After(stop.delay):
	}

	bounded, cancel := context.WithTimeout(context.Background(), stop.within)
	defer cancel()
	if err := server.Shutdown(bounded); err != nil {
		return errors.Join(fmt.Errorf("requests were still running after %s and were cut: %w", stop.within, err), server.Close())
	}
	logger.Info("stopped")
	return nil
}
