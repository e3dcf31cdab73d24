module slipway.dev/sandbox/data

go 1.26.0

require (
	github.com/akuity/kargo v1.11.2
	github.com/argoproj/argo-cd/v3 v3.5.1
	github.com/argoproj/argo-rollouts v1.9.1
	github.com/cert-manager/cert-manager v1.21.1
	sigs.k8s.io/kwok v0.8.0
)
