import { type ProcessSpec, patience, type SpecContext, userKubeconfig } from "./spec.ts";

/**
 * kwok plays the kubelets of all Pods that aren't run for real: no container of those runs.
 *
 * @param stages files with its Stages
 */
export function kwok(context: SpecContext, command: string, stages: readonly string[]): ProcessSpec {
  const kubeconfig = userKubeconfig(context, "kwok");
  const port = context.choices.ports.kwok;
  return {
    name: "kwok",
    command,
    args: [
      `--kubeconfig=${kubeconfig}`,
      "--manage-all-nodes=true",
      "--node-lease-duration-seconds=40",
      `--server-address=127.0.0.1:${port}`,
      ...stages.map((file) => `--config=${file}`),
    ],
    env: {},
    files: [kubeconfig, ...stages],
    port,
    listens: [port],
    health: { kind: "http", url: `http://127.0.0.1:${port}/healthz` },
    readyWithin: patience,
  };
}
