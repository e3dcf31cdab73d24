//go:build tools

// Package kind pins the command line that makes clusters on a laptop; only tests ask for it. go.mod and go.sum are the pins.
package kind

import _ "sigs.k8s.io/kind"
