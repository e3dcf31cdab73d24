import { type ProcessSpec, patience, type SpecContext, userKubeconfig } from "./spec.ts";

/** Stages, relative to kwok's `kustomize/stage`: Nodes Ready at once and kept so, Pods Running and Ready at once. */
const stageFiles = [
  "node/fast/node-initialize.yaml",
  "node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
  "pod/fast/pod-ready.yaml",
  "pod/fast/pod-complete.yaml",
  "pod/fast/pod-delete.yaml",
];

/**
 * kwok plays the kubelets: no container runs.
 *
 * @param stages kwok's folder `kustomize/stage`
 */
export function kwok(context: SpecContext, command: string, stages: string): ProcessSpec {
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
      ...stageFiles.map((file) => `--config=${stages}/${file}`),
    ],
    env: {},
    files: [kubeconfig],
    port,
    listens: [port],
    health: { kind: "http", url: `http://127.0.0.1:${port}/healthz` },
    readyWithin: patience,
  };
}
