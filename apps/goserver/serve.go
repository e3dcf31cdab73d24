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

// readiness starts as ready, unless something the server needs is wrong, and is switched off once.
type readiness struct {
	stopping atomic.Bool
	problem  atomic.Pointer[string]
}

func (r *readiness) turnOff() { r.stopping.Store(true) }

// refuse says what keeps the server from ever being ready.
func (r *readiness) refuse(problem string) { r.problem.Store(&problem) }

// whyNot is empty while the server is ready.
func (r *readiness) whyNot() string {
	if problem := r.problem.Load(); problem != nil {
		return *problem
	}
	if r.stopping.Load() {
		return "stopping"
	}
	return ""
}

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
