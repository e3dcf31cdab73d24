package main

import (
	_ "embed"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
)

//go:embed greeting.txt
var greeting string

type build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
}

// greetingProblem is what makes a greeting unfit for use, empty if nothing does. It is what this sample has in place of a
// database that can't be reached: a commit that leaves greeting.txt empty compiles, starts, is alive, and never gets ready.
func greetingProblem(greeting string) string {
	if strings.TrimSpace(greeting) == "" {
		return "greeting.txt is empty"
	}
	return ""
}

// newHandler serves all routes. The mux itself answers 404 for an unknown path and 405 with Allow for a wrong method.
func newHandler(built build, ready *readiness, logger *slog.Logger) http.Handler {
	metrics := newMetrics(built)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		text(w, http.StatusOK, strings.TrimSpace(greeting))
	})
	// Alive means: the process answers. Whether it should get traffic is readiness' question.
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { text(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if why := ready.whyNot(); why != "" {
			text(w, http.StatusServiceUnavailable, "not ready: "+why)
			return
		}
		text(w, http.StatusOK, "ok")
	})
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		// Two strings always encode; a client that went away shows in the request log.
		_ = json.NewEncoder(w).Encode(built)
	})
	mux.Handle("GET /metrics", metrics.handler())
	return observe(mux, metrics, logger)
}

func text(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body+"\n")
}
