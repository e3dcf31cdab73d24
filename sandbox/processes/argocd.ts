import { type ProcessSpec, patience, type SpecContext, userKubeconfig } from "./spec.ts";

/** How often Argo CD looks at Git by itself: in `argocd-cm`, the controller and the repo-server's revision cache. */
export const reconciliationSeconds = 10;

/** Renders what Git holds. Finds kustomize, git, its askpass helper and git-verify-wrapper.sh on its PATH. */
export function argocdRepoServer(context: SpecContext, command: string): ProcessSpec {
  const { ports } = context.choices;
  const port = ports["argocd-repo-server"];
  const metrics = ports["argocd-repo-server-metrics"];
  return {
    name: "argocd-repo-server",
    command,
    args: [
      "--address=127.0.0.1",
      `--port=${port}`,
      "--metrics-address=127.0.0.1",
      `--metrics-port=${metrics}`,
      `--redis=127.0.0.1:${ports.redis}`,
      "--disable-tls",
      // 3.5.1 refuses --disable-tls as long as the default path of a client CA is set.
      "--client-ca-path=",
    ],
    env: {
      ...environment(context, "argocd-repo-server"),
      // The default is one path under /tmp for everybody: a second sandbox would take it away from the first.
      ARGOCD_ASK_PASS_SOCK: `${context.paths.sockets}/ask-pass.sock`,
    },
    files: [],
    port,
    listens: [port, metrics],
    health: { kind: "http", url: `http://127.0.0.1:${metrics}/healthz?full=true` },
    readyWithin: patience,
  };
}

/** Makes the cluster equal to Git. Its metrics server listens on all addresses: it has no setting for that. */
export function argocdApplicationController(context: SpecContext, command: string): ProcessSpec {
  const { ports } = context.choices;
  const metrics = ports["argocd-application-controller-metrics"];
  const kubeconfig = userKubeconfig(context, "argocd");
  return {
    name: "argocd-application-controller",
    command,
    args: [
      `--kubeconfig=${kubeconfig}`,
      "--namespace=argocd",
      `--redis=127.0.0.1:${ports.redis}`,
      `--repo-server=127.0.0.1:${ports["argocd-repo-server"]}`,
      "--repo-server-plaintext",
      `--app-resync=${reconciliationSeconds}`,
      // By default up to a minute is added to each resync.
      "--app-resync-jitter=0",
      `--metrics-port=${metrics}`,
    ],
    env: {
      ...environment(context, "argocd-application-controller"),
      // Makes https://kubernetes.default.svc mean the cluster of KUBECONFIG.
      ARGOCD_FAKE_IN_CLUSTER: "true",
      KUBECONFIG: kubeconfig,
    },
    files: [kubeconfig],
    port: metrics,
    listens: [metrics],
    health: { kind: "http", url: `http://127.0.0.1:${metrics}/healthz` },
    readyWithin: patience,
  };
}

/** Folders that Argo CD expects to exist, below its process's HOME. */
export function argocdFolders(home: string): { tls: string; ssh: string; gnupg: string } {
  return { tls: `${home}/tls`, ssh: `${home}/ssh`, gnupg: `${home}/gnupg` };
}

function environment(context: SpecContext, name: "argocd-repo-server" | "argocd-application-controller") {
  const folders = argocdFolders(`${context.paths.home}/${name}`);
  return {
    ARGOCD_BINARY_NAME: name,
    ARGOCD_GPG_ENABLED: "false",
    ARGOCD_TLS_DATA_PATH: folders.tls,
    ARGOCD_SSH_DATA_PATH: folders.ssh,
    ARGOCD_GNUPGHOME: folders.gnupg,
    ARGOCD_RECONCILIATION_TIMEOUT: `${reconciliationSeconds}s`,
    REDIS_PASSWORD: context.choices.redisPassword,
  };
}
