import { describe, expect, test } from "vitest";
import { certificatePaths } from "../../sandbox/certificates.ts";
import { type Choices, tokenFile, users } from "../../sandbox/choices.ts";
import { type OfficialProcess, officialProcess, officialProcesses } from "../../sandbox/kargo/official/processes.ts";
import { argocdApplicationController, argocdRepoServer } from "../../sandbox/processes/argocd.ts";
import { kargoControllerStandIn, kargoManagementStandIn, kargoWebhooksStandIn } from "../../sandbox/processes/kargo.ts";
import { etcd, kubeApiserver, kubeControllerManager, kubeScheduler } from "../../sandbox/processes/kubernetes.ts";
import { kwok } from "../../sandbox/processes/kwok.ts";
import { podRunner } from "../../sandbox/processes/pods.ts";
import { argoRollouts } from "../../sandbox/processes/rollouts.ts";
import { gitServer, redis, registry, registryConfig } from "../../sandbox/processes/services.ts";
import type { SpecContext } from "../../sandbox/processes/spec.ts";
import { statePaths } from "../../sandbox/state.ts";

const choices: Choices = {
  version: 1,
  ports: {
    etcd: 101,
    "etcd-peer": 102,
    "kube-apiserver": 103,
    "kube-controller-manager": 104,
    "kube-scheduler": 105,
    kwok: 106,
    redis: 107,
    "argocd-repo-server": 108,
    "argocd-repo-server-metrics": 109,
    "argocd-application-controller-metrics": 110,
    "git-server": 111,
    registry: 112,
    "kargo-management-stand-in": 113,
    "kargo-webhooks-server": 121,
    "kargo-management-controller": 122,
    "kargo-controller": 123,
    "kargo-api": 124,
    "kargo-webhooks-stand-in": 114,
    "kargo-controller-stand-in": 118,
    "pod-runner": 115,
    "argo-rollouts": 116,
    "argo-rollouts-metrics": 117,
  },
  tokens: {
    admin: "t1",
    developer: "t12",
    "kube-controller-manager": "t2",
    "kube-scheduler": "t3",
    kwok: "t4",
    argocd: "t5",
    "kargo-management-controller": "t6",
    "kargo-webhooks-server": "t7",
    "kargo-controller": "t8",
    "kargo-api": "t11",
    "pod-runner": "t9",
    "argo-rollouts": "t10",
  },
  redisPassword: "redis-secret",
  gitUser: "git-user",
  gitPassword: "git-secret",
  argocdSecretKey: "argocd-secret",
  registrySecret: "registry-secret",
  kargoAdmin: { password: "kargo-secret", passwordHash: "hash", tokenSigningKey: "key" },
};
const officialNames = Object.keys(officialProcesses) as OfficialProcess[];
const kargo = { program: "/k/kargo-controlplane", credentialHelper: "/k/credential-helper", found: "in the cache" };
const context: SpecContext = { paths: statePaths("/s"), choices, certificates: certificatePaths("/s/pki") };

describe("argument lists", () => {
  test("etcd speaks TLS with client certificates on both of its ports", () => {
    expect(etcd(context, "/bin/etcd").args).toEqual([
      "--name=sandbox",
      "--data-dir=/s/etcd",
      "--listen-client-urls=https://127.0.0.1:101",
      "--advertise-client-urls=https://127.0.0.1:101",
      "--listen-peer-urls=https://127.0.0.1:102",
      "--initial-advertise-peer-urls=https://127.0.0.1:102",
      "--initial-cluster=sandbox=https://127.0.0.1:102",
      "--client-cert-auth",
      "--trusted-ca-file=/s/pki/ca.crt",
      "--cert-file=/s/pki/server.crt",
      "--key-file=/s/pki/server.key",
      "--peer-client-cert-auth",
      "--peer-trusted-ca-file=/s/pki/ca.crt",
      "--peer-cert-file=/s/pki/etcd-peer.crt",
      "--peer-key-file=/s/pki/etcd-peer.key",
      "--unsafe-no-fsync",
      "--log-level=warn",
    ]);
  });

  test("the API server authenticates by token and authorizes by RBAC", () => {
    expect(kubeApiserver(context, "/bin/kube-apiserver").args).toEqual([
      "--bind-address=127.0.0.1",
      "--profiling=false",
      "--secure-port=103",
      "--advertise-address=127.0.0.1",
      "--endpoint-reconciler-type=none",
      "--service-cluster-ip-range=10.96.0.0/16",
      "--tls-cert-file=/s/pki/server.crt",
      "--tls-private-key-file=/s/pki/server.key",
      "--etcd-servers=https://127.0.0.1:101",
      "--etcd-cafile=/s/pki/ca.crt",
      "--etcd-certfile=/s/pki/etcd-client.crt",
      "--etcd-keyfile=/s/pki/etcd-client.key",
      "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
      "--service-account-key-file=/s/pki/service-account.pub",
      "--service-account-signing-key-file=/s/pki/service-account.key",
      "--authorization-mode=RBAC",
      "--token-auth-file=/s/config/tokens.csv",
      "--allow-privileged=true",
    ]);
  });

  test("kube-controller-manager and kube-scheduler act as the users that default RBAC knows", () => {
    const common = (name: string, port: number) => [
      "--bind-address=127.0.0.1",
      "--profiling=false",
      `--secure-port=${port}`,
      `--kubeconfig=/s/config/${name}.kubeconfig`,
      `--authentication-kubeconfig=/s/config/${name}.kubeconfig`,
      `--authorization-kubeconfig=/s/config/${name}.kubeconfig`,
      "--tls-cert-file=/s/pki/server.crt",
      "--tls-private-key-file=/s/pki/server.key",
      "--leader-elect=false",
    ];
    expect(kubeScheduler(context, "/bin/kube-scheduler").args).toEqual(common("kube-scheduler", 105));
    expect(kubeControllerManager(context, "/bin/kube-controller-manager").args).toEqual([
      ...common("kube-controller-manager", 104),
      "--use-service-account-credentials=true",
      "--root-ca-file=/s/pki/ca.crt",
      "--service-account-private-key-file=/s/pki/service-account.key",
      "--node-monitor-grace-period=8760h",
      "--kube-api-qps=200",
      "--kube-api-burst=400",
    ]);
  });

  test("kwok gets its Stages as files", () => {
    expect(
      kwok(context, "/bin/kwok", ["/s/config/kwok/pod-ready.yaml", "/s/config/kwok/pod-delete.yaml"]).args,
    ).toEqual([
      "--kubeconfig=/s/config/kwok.kubeconfig",
      "--manage-all-nodes=true",
      "--node-lease-duration-seconds=40",
      "--server-address=127.0.0.1:106",
      "--config=/s/config/kwok/pod-ready.yaml",
      "--config=/s/config/kwok/pod-delete.yaml",
    ]);
  });

  test("the pod-runner runs images of the registry, on Linux", () => {
    const { args, env } = podRunner(context, "/bin/node");
    const script = new URL("../../sandbox/pods/pod-runner.ts", import.meta.url).pathname;
    expect({ args, env }).toEqual({
      args: [
        ...[script, "--state", "/s", "--port", "115"],
        ...(process.platform === "linux" ? ["--registry", "127.0.0.1:112"] : []),
      ],
      env: { KUBECONFIG: "/s/config/pod-runner.kubeconfig" },
    });
  });

  test("Argo Rollouts asks Services by the pod-runner's proxy", () => {
    const { args, env, listens } = argoRollouts(context, "/bin/rollouts-controller");
    expect({ args, env, listens }).toEqual({
      args: [
        "--kubeconfig=/s/config/argo-rollouts.kubeconfig",
        "--healthzPort=116",
        "--metricsPort=117",
        "--leader-elect=false",
      ],
      env: { POD_NAMESPACE: "argo-rollouts", HTTP_PROXY: "http://127.0.0.1:115" },
      listens: [116, 117],
    });
  });

  test("Argo CD's repo-server listens without TLS on loopback and has an askpass socket of its own", () => {
    const { args, env, listens } = argocdRepoServer(context, "/bin/argocd");
    expect({ args, env, listens }).toEqual({
      args: [
        "--address=127.0.0.1",
        "--port=108",
        "--metrics-address=127.0.0.1",
        "--metrics-port=109",
        "--redis=127.0.0.1:107",
        "--disable-tls",
        "--client-ca-path=",
      ],
      env: {
        ARGOCD_BINARY_NAME: "argocd-repo-server",
        ARGOCD_GPG_ENABLED: "false",
        ARGOCD_TLS_DATA_PATH: "/s/home/argocd-repo-server/tls",
        ARGOCD_SSH_DATA_PATH: "/s/home/argocd-repo-server/ssh",
        ARGOCD_GNUPGHOME: "/s/home/argocd-repo-server/gnupg",
        ARGOCD_RECONCILIATION_TIMEOUT: "10s",
        ARGOCD_ASK_PASS_SOCK: "/s/run/ask-pass.sock",
        REDIS_PASSWORD: "redis-secret",
      },
      listens: [108, 109],
    });
  });

  test("Argo CD's controller takes the sandbox for the cluster that it runs in", () => {
    const { args, env } = argocdApplicationController(context, "/bin/argocd");
    expect({ args, env }).toEqual({
      args: [
        "--kubeconfig=/s/config/argocd.kubeconfig",
        "--namespace=argocd",
        "--redis=127.0.0.1:107",
        "--repo-server=127.0.0.1:108",
        "--repo-server-plaintext",
        "--app-resync=10",
        "--app-resync-jitter=0",
        "--metrics-port=110",
      ],
      env: {
        ARGOCD_BINARY_NAME: "argocd-application-controller",
        ARGOCD_GPG_ENABLED: "false",
        ARGOCD_TLS_DATA_PATH: "/s/home/argocd-application-controller/tls",
        ARGOCD_SSH_DATA_PATH: "/s/home/argocd-application-controller/ssh",
        ARGOCD_GNUPGHOME: "/s/home/argocd-application-controller/gnupg",
        ARGOCD_RECONCILIATION_TIMEOUT: "10s",
        ARGOCD_FAKE_IN_CLUSTER: "true",
        KUBECONFIG: "/s/config/argocd.kubeconfig",
        REDIS_PASSWORD: "redis-secret",
      },
    });
  });

  test("passwords go to Redis and the git server by their environment", () => {
    const folder = new URL("../../sandbox/", import.meta.url).pathname;
    const started = [redis(context, "/bin/redis"), gitServer(context, "/bin/node")].map(({ args, env }) => ({
      args,
      env,
    }));
    expect(started).toEqual([
      { args: ["-addr", "127.0.0.1:107"], env: { REDIS_PASSWORD: "redis-secret" } },
      {
        args: [`${folder}git-server.ts`, "--root", "/s/git", "--pulls", "/s/pull-requests", "--port", "111"],
        env: { SLIPWAY_GIT_USER: "git-user", SLIPWAY_GIT_PASSWORD: "git-secret" },
      },
    ]);
  });

  test("no process has a secret among its arguments, and each is known by its loopback ports", () => {
    const all = [
      etcd(context, "etcd"),
      kubeApiserver(context, "kube-apiserver"),
      kubeControllerManager(context, "kube-controller-manager"),
      kubeScheduler(context, "kube-scheduler"),
      kwok(context, "kwok", ["/kwok"]),
      redis(context, "redis"),
      argocdRepoServer(context, "argocd"),
      argocdApplicationController(context, "argocd"),
      gitServer(context, "node"),
      registry(context, "registry"),
      ...officialNames.map((name) => officialProcess(name, { context, kargo, environments: {} })),
      kargoManagementStandIn(context, "node"),
      kargoWebhooksStandIn(context, "node"),
      kargoControllerStandIn(context, "node"),
      podRunner(context, "node"),
      argoRollouts(context, "rollouts-controller"),
    ];
    const args = all.flatMap((spec) => spec.args).join("\n");
    expect(args).not.toMatch(/secret|\bt\d+\b/);
    expect(all.flatMap((spec) => spec.listens).sort()).toEqual(Object.values(choices.ports).sort());
  });
});

describe("configuration files", () => {
  test("the registry stores below the state folder and listens on loopback", () => {
    expect(registryConfig(context)).toBe(`version: 0.1
log:
  level: warn
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: /s/registry
  delete:
    enabled: true
http:
  addr: 127.0.0.1:112
  secret: registry-secret
`);
  });

  test("each token belongs to one user, and only the administrator's to system:masters", () => {
    expect(Object.keys(users)).toEqual(Object.keys(choices.tokens));
    expect(tokenFile(choices)).toBe(`t1,slipway-admin,slipway-admin,"system:masters"
t12,developer,slipway-developer,""
t2,system:kube-controller-manager,slipway-kube-controller-manager,""
t3,system:kube-scheduler,slipway-kube-scheduler,""
t4,system:serviceaccount:kube-system:kwok-controller,slipway-kwok,"system:serviceaccounts,system:serviceaccounts:kube-system"
t5,system:serviceaccount:argocd:argocd-application-controller,slipway-argocd,"system:serviceaccounts,system:serviceaccounts:argocd"
t6,system:serviceaccount:kargo:kargo-management-controller,slipway-kargo-management-controller,"system:serviceaccounts,system:serviceaccounts:kargo"
t7,system:serviceaccount:kargo:kargo-webhooks-server,slipway-kargo-webhooks-server,"system:serviceaccounts,system:serviceaccounts:kargo"
t8,system:serviceaccount:kargo:kargo-controller,slipway-kargo-controller,"system:serviceaccounts,system:serviceaccounts:kargo"
t11,system:serviceaccount:kargo:kargo-api,slipway-kargo-api,"system:serviceaccounts,system:serviceaccounts:kargo"
t9,system:serviceaccount:kube-system:pod-runner,slipway-pod-runner,"system:serviceaccounts,system:serviceaccounts:kube-system"
t10,system:serviceaccount:argo-rollouts:argo-rollouts,slipway-argo-rollouts,"system:serviceaccounts,system:serviceaccounts:argo-rollouts"
`);
  });
});
