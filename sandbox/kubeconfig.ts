import { stringify } from "yaml";

/** What a kubeconfig with one cluster and one user says. */
export interface KubeconfigArgs {
  readonly server: string;
  /** PEM. */
  readonly certificateAuthority: string;
  readonly user: string;
  readonly token: string;
  /** Namespace used where none is given. Default: none, which clients take as `default`. */
  readonly namespace?: string;
}

/** The text of a kubeconfig with the context `slipway-sandbox`. */
export function kubeconfigText(args: KubeconfigArgs): string {
  const name = "slipway-sandbox";
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name,
        cluster: {
          server: args.server,
          "certificate-authority-data": Buffer.from(args.certificateAuthority).toString("base64"),
        },
      },
    ],
    users: [{ name: args.user, user: { token: args.token } }],
    contexts: [
      {
        name,
        context: {
          cluster: name,
          user: args.user,
          ...(args.namespace === undefined ? {} : { namespace: args.namespace }),
        },
      },
    ],
    "current-context": name,
  });
}
