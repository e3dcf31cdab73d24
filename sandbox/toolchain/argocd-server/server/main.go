// Argo CD's API server alone, which people log in to. go.mod chooses the versions of ../programs, so that what both compile
// is compiled once; the controller and the repo-server stand there, without what only this one needs.
package main

import (
	"os"

	server "github.com/argoproj/argo-cd/v3/cmd/argocd-server/commands"
)

func main() {
	if err := server.NewCommand().Execute(); err != nil {
		os.Exit(1)
	}
}
