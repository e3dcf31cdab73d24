/** The options of every command that works on a cluster. */
export const clusterOptions = {
  kubeconfig: { type: "string" },
  context: { type: "string" },
  sandbox: { type: "boolean", default: false },
  state: { type: "string" },
} as const;

export const clusterUsage = "[--kubeconfig FILE] [--context NAME] [--sandbox [--state DIR]]";

export interface ClusterChoice {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly sandbox: boolean;
  readonly state?: string | undefined;
}
