//go:build tools

// Package prometheus pins Prometheus, in a module of its own: it wants other versions of what the cluster's programs share.
package prometheus

import _ "github.com/prometheus/prometheus/cmd/prometheus"
