//go:build tools

// Package actionlint pins the linter of workflows, which only `npm run verify` runs. go.mod and go.sum are the pins.
package actionlint

import _ "github.com/rhysd/actionlint/cmd/actionlint"
