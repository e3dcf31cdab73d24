package main

import (
	"log/slog"
	"testing"
	"time"
)

func TestSettingsAreReadFromTheEnvironment(t *testing.T) {
	defaults := settings{port: "8080", logLevel: slog.LevelInfo, shutdownDelay: 5 * time.Second}
	tests := []struct {
		name        string
		environment map[string]string
		want        settings
		problem     string
	}{
		{"nothing set", nil, defaults, ""},
		{"empty is not set", map[string]string{"PORT": "", "LOG_LEVEL": "", "SHUTDOWN_DELAY": ""}, defaults, ""},
		{"everything set", map[string]string{"HOST": "127.0.0.1", "PORT": "9090", "LOG_LEVEL": "debug", "SHUTDOWN_DELAY": "250ms"},
			settings{host: "127.0.0.1", port: "9090", logLevel: slog.LevelDebug, shutdownDelay: 250 * time.Millisecond}, ""},
		{"a free port", map[string]string{"PORT": "0"},
			settings{port: "0", logLevel: slog.LevelInfo, shutdownDelay: 5 * time.Second}, ""},
		{"port with host", map[string]string{"PORT": ":8080"}, settings{}, `PORT is ":8080"; allowed are 0 to 65535`},
		{"port too high", map[string]string{"PORT": "65536"}, settings{}, `PORT is "65536"; allowed are 0 to 65535`},
		{"unknown level", map[string]string{"LOG_LEVEL": "loud"}, settings{},
			`LOG_LEVEL is "loud"; allowed are DEBUG, INFO, WARN and ERROR`},
		{"delay without unit", map[string]string{"SHUTDOWN_DELAY": "5"}, settings{},
			`SHUTDOWN_DELAY is "5"; allowed are 0s to 10s`},
		{"delay past the grace period", map[string]string{"SHUTDOWN_DELAY": "11s"}, settings{},
			`SHUTDOWN_DELAY is "11s"; allowed are 0s to 10s`},
		{"negative delay", map[string]string{"SHUTDOWN_DELAY": "-1s"}, settings{},
			`SHUTDOWN_DELAY is "-1s"; allowed are 0s to 10s`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := readSettings(func(name string) string { return test.environment[name] })
			problem := ""
			if err != nil {
				problem = err.Error()
			}
			if got != test.want || problem != test.problem {
				t.Errorf("got %+v, %q\nwant %+v, %q", got, problem, test.want, test.problem)
			}
		})
	}
}
