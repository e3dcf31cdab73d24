// Command goserver is a small web server: a greeting, the version it was built from, and what a cluster needs to run it.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

// Set by the linker: -X main.version=… -X main.commit=…
var (
	version = "0.0.0-dev"
	commit  = "unknown"
)

func main() {
	if err := start(); err != nil {
		slog.New(slog.NewJSONHandler(os.Stderr, nil)).Error("goserver stopped", "error", err.Error())
		os.Exit(1)
	}
}

func start() error {
	settings, err := readSettings(os.Getenv)
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: settings.logLevel}))
	// A second signal ends the process at once: stop gives the signals back to the runtime after the first.
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)

	listener, err := net.Listen("tcp", net.JoinHostPort(settings.host, settings.port))
	if err != nil {
		return fmt.Errorf("listen on host %q, port %s: %w", settings.host, settings.port, err)
	}
	logger.Info("listening", "address", listener.Addr().String(), "version", version, "commit", commit)
	ready := &readiness{}
	if problem := greetingProblem(greeting); problem != "" {
		logger.Error("never ready", "reason", problem)
		ready.refuse(problem)
	}
	server := newServer(newHandler(build{Version: version, Commit: commit}, ready, logger), logger)
	return serve(ctx, listener, server, ready, shutdown{delay: settings.shutdownDelay, within: drainWithin}, logger)
}

// newServer bounds everything a slow or hostile client could hold open.
func newServer(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
}
