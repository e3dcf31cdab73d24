import { serviceProxy } from "./pods.ts";
import { type ProcessSpec, patience, type SpecContext, userKubeconfig } from "./spec.ts";

/**
 * Argo Rollouts' controller, which runs Kargo's verifications. Its metrics and health listen on all addresses: it has no
 * setting for that (controller/controller.go, listenAddr).
 */
export function argoRollouts(context: SpecContext, command: string): ProcessSpec {
  const { ports } = context.choices;
  const [port, metrics] = [ports["argo-rollouts"], ports["argo-rollouts-metrics"]];
  const kubeconfig = userKubeconfig(context, "argo-rollouts");
  return {
    name: "argo-rollouts",
    command,
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--healthzPort=${port}`,
      `--metricsPort=${metrics}`,
      // There is one: an election would only delay it.
      "--leader-elect=false",
    ],
    env: {
      POD_NAMESPACE: "argo-rollouts",
      // Web metrics ask Services by their names in the cluster. Go leaves loopback, the API server, out by itself.
      HTTP_PROXY: serviceProxy(context),
    },
    files: [kubeconfig],
    port,
    listens: [port, metrics],
    health: { kind: "http", url: `http://127.0.0.1:${port}/healthz` },
    readyWithin: patience,
  };
}
