import { type ProcessSpec, patience, type SpecContext, userKubeconfig } from "./spec.ts";

const loopback = ["--bind-address=127.0.0.1", "--profiling=false"];

/** etcd with TLS on both sides. Not synced to disk: a killed process loses nothing by that, only a power cut would. */
export function etcd(context: SpecContext, command: string): ProcessSpec {
  const { choices, certificates, paths } = context;
  const client = `https://127.0.0.1:${choices.ports.etcd}`;
  const peer = `https://127.0.0.1:${choices.ports["etcd-peer"]}`;
  return {
    name: "etcd",
    command,
    args: [
      "--name=sandbox",
      `--data-dir=${paths.etcd}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=sandbox=${peer}`,
      "--client-cert-auth",
      `--trusted-ca-file=${certificates.ca}`,
      `--cert-file=${certificates.server.certificate}`,
      `--key-file=${certificates.server.key}`,
      "--peer-client-cert-auth",
      `--peer-trusted-ca-file=${certificates.ca}`,
      `--peer-cert-file=${certificates.etcdPeer.certificate}`,
      `--peer-key-file=${certificates.etcdPeer.key}`,
      "--unsafe-no-fsync",
      "--log-level=warn",
    ],
    env: {},
    files: [certificates.ca, certificates.server.certificate, certificates.etcdPeer.certificate],
    port: choices.ports.etcd,
    listens: [choices.ports.etcd, choices.ports["etcd-peer"]],
    health: {
      kind: "http",
      url: `${client}/readyz`,
      ca: certificates.ca,
      certificate: certificates.etcdClient.certificate,
      key: certificates.etcdClient.key,
    },
    readyWithin: patience,
  };
}

/** The API server with the authorization and admission of a real cluster. */
export function kubeApiserver(context: SpecContext, command: string): ProcessSpec {
  const { choices, certificates } = context;
  const port = choices.ports["kube-apiserver"];
  const tokens = `${context.paths.config}/tokens.csv`;
  return {
    name: "kube-apiserver",
    command,
    args: [
      ...loopback,
      `--secure-port=${port}`,
      // Nothing outside this machine reaches it, and a machine may have no other address than loopback.
      "--advertise-address=127.0.0.1",
      "--endpoint-reconciler-type=none",
      "--service-cluster-ip-range=10.96.0.0/16",
      `--tls-cert-file=${certificates.server.certificate}`,
      `--tls-private-key-file=${certificates.server.key}`,
      `--etcd-servers=https://127.0.0.1:${choices.ports.etcd}`,
      `--etcd-cafile=${certificates.ca}`,
      `--etcd-certfile=${certificates.etcdClient.certificate}`,
      `--etcd-keyfile=${certificates.etcdClient.key}`,
      "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
      `--service-account-key-file=${certificates.serviceAccountPublicKey}`,
      `--service-account-signing-key-file=${certificates.serviceAccountKey}`,
      "--authorization-mode=RBAC",
      `--token-auth-file=${tokens}`,
      // As kubeadm sets it: what a privileged Pod may do is for PodSecurity to decide.
      "--allow-privileged=true",
    ],
    env: {},
    files: [tokens, certificates.ca, certificates.server.certificate, certificates.serviceAccountKey],
    port,
    listens: [port],
    health: {
      kind: "http",
      url: `https://127.0.0.1:${port}/readyz`,
      ca: certificates.ca,
      token: choices.tokens.admin,
    },
    readyWithin: patience,
    // It tries an etcd that was away again in growing pauses. Started anew, it would take all its clients along.
    recoversWithin: 60_000,
  };
}

export function kubeControllerManager(context: SpecContext, command: string): ProcessSpec {
  const { certificates } = context;
  const component = controlPlaneComponent(context, "kube-controller-manager");
  return {
    ...component,
    command,
    args: [
      ...component.args,
      "--use-service-account-credentials=true",
      `--root-ca-file=${certificates.ca}`,
      `--service-account-private-key-file=${certificates.serviceAccountKey}`,
      // A Node is silent here only while the API server is away. Taken for dead, it would cost its Pods their readiness, and
      // kwok, unlike a kubelet, gives that only once.
      "--node-monitor-grace-period=8760h",
      // The default of 20 requests a second makes a namespace's deletion take seconds.
      "--kube-api-qps=200",
      "--kube-api-burst=400",
    ],
    files: [...component.files, certificates.serviceAccountKey],
  };
}

export function kubeScheduler(context: SpecContext, command: string): ProcessSpec {
  return { ...controlPlaneComponent(context, "kube-scheduler"), command };
}

function controlPlaneComponent(context: SpecContext, name: "kube-controller-manager" | "kube-scheduler") {
  const { choices, certificates } = context;
  const kubeconfig = userKubeconfig(context, name);
  const port = choices.ports[name];
  return {
    name,
    args: [
      ...loopback,
      `--secure-port=${port}`,
      `--kubeconfig=${kubeconfig}`,
      `--authentication-kubeconfig=${kubeconfig}`,
      `--authorization-kubeconfig=${kubeconfig}`,
      `--tls-cert-file=${certificates.server.certificate}`,
      `--tls-private-key-file=${certificates.server.key}`,
      // There is one of each: an election would only delay it.
      "--leader-elect=false",
    ],
    env: {},
    files: [kubeconfig, certificates.ca, certificates.server.certificate],
    port,
    listens: [port],
    health: { kind: "http", url: `https://127.0.0.1:${port}/healthz`, ca: certificates.ca },
    readyWithin: patience,
  } as const;
}
