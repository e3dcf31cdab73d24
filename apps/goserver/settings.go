package main

import (
	"fmt"
	"log/slog"
	"strconv"
	"time"
)

const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 10 * time.Second
	idleTimeout       = 60 * time.Second
	maxHeaderBytes    = 16 << 10

	// drainWithin and the longest shutdown delay together stay below Kubernetes' default grace period of 30 s.
	drainWithin      = 15 * time.Second
	maxShutdownDelay = 10 * time.Second
)

type settings struct {
	host          string
	port          string
	logLevel      slog.Level
	shutdownDelay time.Duration
}

// readSettings reads HOST (every address), PORT (8080), LOG_LEVEL (INFO) and SHUTDOWN_DELAY (5s, at most 10s).
func readSettings(getenv func(string) string) (settings, error) {
	result := settings{host: getenv("HOST"), port: "8080", logLevel: slog.LevelInfo, shutdownDelay: 5 * time.Second}
	if text := getenv("PORT"); text != "" {
		// 0 asks the system for a free port.
		if _, err := strconv.ParseUint(text, 10, 16); err != nil {
			return settings{}, fmt.Errorf("PORT is %q; allowed are 0 to 65535", text)
		}
		result.port = text
	}
	if text := getenv("LOG_LEVEL"); text != "" {
		if err := result.logLevel.UnmarshalText([]byte(text)); err != nil {
			return settings{}, fmt.Errorf("LOG_LEVEL is %q; allowed are DEBUG, INFO, WARN and ERROR", text)
		}
	}
	if text := getenv("SHUTDOWN_DELAY"); text != "" {
		delay, err := time.ParseDuration(text)
		if err != nil || delay < 0 || delay > maxShutdownDelay {
			return settings{}, fmt.Errorf("SHUTDOWN_DELAY is %q; allowed are 0s to %s", text, maxShutdownDelay)
		}
		result.shutdownDelay = delay
	}
	return result, nil
}
