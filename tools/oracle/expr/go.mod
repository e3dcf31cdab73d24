module slipway/tools/oracle/expr

go 1.26.0

require (
	github.com/Masterminds/semver/v3 v3.4.0
	github.com/akuity/kargo v1.11.2
	github.com/expr-lang/expr v1.17.8
)

require (
	github.com/google/go-containerregistry v0.20.7 // indirect
	github.com/opencontainers/go-digest v1.0.0 // indirect
	go.yaml.in/yaml/v3 v3.0.4 // indirect
)

replace github.com/akuity/kargo/api => github.com/akuity/kargo/api v1.11.2
