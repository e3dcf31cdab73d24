package main

import (
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// maxLogged bounds what one request can write into the log, per field.
const maxLogged = 256

// observe logs and counts each request. JSON encoding escapes control characters, so a path can't forge a log line.
func observe(next http.Handler, metrics *metrics, logger *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		recorder := &recorder{ResponseWriter: w, status: http.StatusOK}
		done := metrics.begin()
		next.ServeHTTP(recorder, r)
		took := time.Since(started)
		// The mux has left the matched pattern on the request: a bounded set, unlike the path a client chose.
		route := routeOf(r)
		done(methodOf(r), route, recorder.status, took)
		logger.LogAttrs(r.Context(), levelOf(route), "request",
			slog.String("method", bounded(r.Method)),
			slog.String("path", bounded(r.URL.Path)),
			slog.Int("status", recorder.status),
			slog.Int64("bytes", recorder.bytes),
			slog.Float64("seconds", took.Seconds()),
			slog.String("remote", r.RemoteAddr),
			slog.String("userAgent", bounded(r.UserAgent())),
		)
	})
}

// routeOf is the path of the pattern that matched ("/version"), or "other".
func routeOf(r *http.Request) string {
	_, path, found := strings.Cut(r.Pattern, " ")
	if !found {
		return "other"
	}
	return strings.TrimSuffix(path, "{$}")
}

func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	default:
		return "other"
	}
}

// levelOf keeps what kubelet and Prometheus ask every few seconds out of an ordinary log.
func levelOf(route string) slog.Level {
	switch route {
	case "/healthz", "/readyz", "/metrics":
		return slog.LevelDebug
	default:
		return slog.LevelInfo
	}
}

func bounded(s string) string {
	if len(s) <= maxLogged {
		return s
	}
	return s[:maxLogged] + "…"
}

type recorder struct {
	http.ResponseWriter
	status  int
	bytes   int64
	written bool
}

func (r *recorder) WriteHeader(status int) {
	if !r.written {
		r.status = status
		r.written = true
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(body []byte) (int, error) {
	r.written = true
	count, err := r.ResponseWriter.Write(body)
	r.bytes += int64(count)
	return count, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
