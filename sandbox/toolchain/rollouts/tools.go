//go:build tools

// Package rollouts pins Argo Rollouts' controller, in a module of its own: it replaces k8s.io's modules by other versions
// than the cluster's programs use.
package rollouts

import _ "github.com/argoproj/argo-rollouts/cmd/rollouts-controller"
