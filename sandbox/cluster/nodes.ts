import type { KubeObject } from "../../model/object.ts";

/** The simulated Nodes. kwok fills in their status: Ready, with room for more than anything asks for. */
export function nodes(): KubeObject[] {
  const name = "sandbox-1";
  return [
    {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name,
        annotations: { "kwok.x-k8s.io/node": "fake" },
        labels: {
          type: "kwok",
          "kubernetes.io/arch": "amd64",
          "kubernetes.io/hostname": name,
          "kubernetes.io/os": "linux",
        },
      },
    },
  ];
}

/** Whether the Node's condition `Ready` is True. */
export function isReady(node: { readonly status?: unknown } | undefined): boolean {
  const { conditions = [] } = (node?.status ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some((condition) => condition.type === "Ready" && condition.status === "True");
}
