//go:build tools

// Package languagehost pins Pulumi's Node.js language host, old but real, which only tests use: the newer one is a
// module that no package registry serves. It can't run policy packs, so it stays off the PATH of every engine that loads one.
package languagehost

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
