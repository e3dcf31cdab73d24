import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider/server.js";

/**
 * `kubernetes-cert-manager:index:CertManager` as version 0.2.0 of its plugin makes it: a Release out of `helmOptions`, whose
 * chart and repository have defaults. Every value that the component has an input of its own for is that input's, unset
 * ones too: what `helmOptions.values` says of it is lost.
 *
 * Source: pulumi-kubernetes-cert-manager v0.2.0 (provider/pkg/provider/chart.go), pulumi-go-helmbase v0.2.0 (InitDefaults).
 */
const ownInputs = [
  ...["affinity", "cainjector", "clusterResourceNamespace", "containerSecurityContext", "deploymentAnnotations"],
  ...[
    "extraArgs",
    "extraEnv",
    "extraVolumeMounts",
    "extraVolumes",
    "featureGates",
    "global",
    "http_proxy",
    "https_proxy",
  ],
  ...[
    "image",
    "ingressShim",
    "installCRDs",
    "no_proxy",
    "nodeSelector",
    "podAnnotations",
    "podDnsConfig",
    "podDnsPolicy",
  ],
  ...[
    "podLabels",
    "prometheus",
    "replicaCount",
    "resources",
    "securityContext",
    "serviceAccount",
    "serviceAnnotations",
  ],
  ...["serviceLabels", "startupapicheck", "strategy", "tolerations", "webhook"],
];

class CertManager extends pulumi.ComponentResource {
  constructor(type: string, name: string, inputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super(type, name, {}, options);
    const { repositoryOpts, values, chart, ...given } = inputs["helmOptions"] ?? {};
    const own = Object.fromEntries(ownInputs.map((key) => [key, inputs[key]]));
    new k8s.helm.v3.Release(
      `${name}-helm`,
      {
        ...given,
        chart: chart ?? "cert-manager",
        repositoryOpts: { ...repositoryOpts, repo: repositoryOpts?.repo ?? "https://charts.jetstack.io" },
        values: { ...values, ...own },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}

await main(
  {
    version: "0.2.0",
    construct: async (name, type, inputs, options) => ({
      urn: new CertManager(type, name, inputs, options).urn,
      state: {},
    }),
  },
  process.argv.slice(2),
);
