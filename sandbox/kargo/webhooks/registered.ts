/** A webhook as the chart registers it (kargo v1.11.2, charts/kargo/templates/kubernetes-webhooks-server/webhooks.yaml). */
export interface Registered {
  /** `stage`: the path ends with it. */
  readonly kind: string;
  readonly resources: readonly string[];
  readonly operations: readonly ("CREATE" | "UPDATE" | "DELETE")[];
  readonly scope?: "Cluster";
}

const written = ["CREATE", "UPDATE"] as const;
const all = ["CREATE", "UPDATE", "DELETE"] as const;

/** Those that complete an object. */
export const mutating: readonly Registered[] = [
  { kind: "freight", resources: ["freights"], operations: written },
  { kind: "promotion", resources: ["promotions"], operations: written },
  { kind: "stage", resources: ["stages"], operations: written },
  { kind: "warehouse", resources: ["warehouses"], operations: written },
];

/** Those that judge one. ClusterConfig and replicated Secrets and ConfigMaps are left out: the sandbox has neither. */
export const validating: readonly Registered[] = [
  { kind: "clusterpromotiontask", resources: ["clusterpromotiontasks"], operations: written, scope: "Cluster" },
  { kind: "freight", resources: ["freights", "freights/status"], operations: all },
  { kind: "project", resources: ["projects"], operations: written, scope: "Cluster" },
  { kind: "projectconfig", resources: ["projectconfigs"], operations: written },
  { kind: "promotion", resources: ["promotions"], operations: all },
  { kind: "promotiontask", resources: ["promotiontasks"], operations: written },
  { kind: "stage", resources: ["stages"], operations: written },
  { kind: "warehouse", resources: ["warehouses"], operations: written },
];

export function pathOf(does: "mutate" | "validate", { kind }: Pick<Registered, "kind">): string {
  return `/${does}-kargo-akuity-io-v1alpha1-${kind}`;
}
