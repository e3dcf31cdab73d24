// Argo CD's controller, repo-server and git askpass in one program, chosen by ARGOCD_BINARY_NAME as in the
// official image. The API server, CLI and notifications are left out: the sandbox does not run them, and
// they cost about a third of the compile time.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"k8s.io/klog/v2"

	appcontroller "github.com/argoproj/argo-cd/v3/cmd/argocd-application-controller/commands"
	gitaskpass "github.com/argoproj/argo-cd/v3/cmd/argocd-git-ask-pass/commands"
	reposerver "github.com/argoproj/argo-cd/v3/cmd/argocd-repo-server/commands"
	"github.com/argoproj/argo-cd/v3/common"
	"github.com/argoproj/argo-cd/v3/util/log"
)

func main() {
	klog.SetLogger(log.NewLogrusLogger(log.NewWithCurrentConfig()))
	programs := map[string]func() *cobra.Command{
		common.CommandApplicationController: appcontroller.NewCommand,
		common.CommandRepoServer:            reposerver.NewCommand,
		common.CommandGitAskPass:            gitaskpass.NewCommand,
	}
	if len(os.Args) == 2 && os.Args[1] == "--slipway-version" {
		fmt.Println(common.GetVersion().Version)
		return
	}
	name := os.Getenv("ARGOCD_BINARY_NAME")
	program, ok := programs[name]
	if !ok {
		fmt.Fprintf(os.Stderr, "ARGOCD_BINARY_NAME is %q; this build holds %s, %s and %s\n",
			name, common.CommandApplicationController, common.CommandRepoServer, common.CommandGitAskPass)
		os.Exit(2)
	}
	if err := program().Execute(); err != nil {
		os.Exit(1)
	}
}
