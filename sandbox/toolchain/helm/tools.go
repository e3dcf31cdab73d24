//go:build tools

// Package helm pins the helm command apart from the other programs: it is the version whose library Kargo links, and
// its requirements are older than theirs. go.mod and go.sum are the pins.
package helm

import _ "helm.sh/helm/v3/cmd/helm"
