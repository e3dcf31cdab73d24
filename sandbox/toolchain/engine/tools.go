//go:build tools

// The Pulumi engine, in a module of its own: its dependencies share little with the cluster's programs.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
