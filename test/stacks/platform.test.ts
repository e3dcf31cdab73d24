import { describe, expect, test } from "vitest";
import { program as anyProgram } from "../../index.ts";
import { partValues } from "../../model/platform/part-values.ts";
import { platformOf } from "../../model/platform/platform.ts";
import { type MockOptions, runMocked } from "../support/mocks.ts";
import { empty, recordedCluster, whole } from "../support/recorded-cluster.ts";

const kargosDeployments = "apis/apps/v1/namespaces/kargo/deployments";
const rolloutsDeployments = "apis/apps/v1/namespaces/argo-rollouts/deployments";
const program = () => anyProgram({ reach: () => recordedCluster("context test", empty) });

const kubeconfig = `current-context: test
contexts: [{name: test, context: {cluster: home}}]
clusters: [{name: home, cluster: {server: "https://127.0.0.1:6443"}}]
`;
const hash = `$2a$10$${"a".repeat(53)}`;

function options(platform: unknown, more: Record<string, string> = {}): MockOptions {
  return {
    stack: "platform",
    config: { "slipway:role": "platform", "slipway:platform": JSON.stringify(platform), ...more },
    secretKeys: ["slipway:kubeconfig", "slipway:adminPasswordHashes", "slipway:oidcClientSecret"],
    stacks: { "organization/eks/prod": { kubeconfig: "a kubeconfig" } },
  };
}

const short = ({ type, name, after }: { type: string; name: string; after: readonly string[] }) =>
  `${type.replace("kubernetes:", "").replace("slipway:", "")} ${name}${after.length > 0 ? ` < ${after.join(", ")}` : ""}`;

describe("the platform stack", () => {
  test("makes a kind cluster and installs everything in an order that is right the first time", async () => {
    const { resources } = await runMocked(program, options({}));
    expect(resources.map(short).sort()).toMatchInlineSnapshot(`
      [
        "argo-rollouts:ArgoRollouts argo-rollouts",
        "argocd:ArgoCd argocd",
        "cert-manager:PlatformCertManager cert-manager",
        "cluster:KindCluster cluster",
        "command:local:Command cluster-kind",
        "command:local:Command cluster-kubeconfig < cluster-kind",
        "core/v1:Namespace argo-rollouts-namespace",
        "core/v1:Namespace argocd-namespace",
        "core/v1:Namespace cert-manager-namespace",
        "core/v1:Namespace kargo-namespace",
        "core/v1:Secret argocd-redis-secret < argocd-namespace, argocd-redis",
        "core/v1:Secret kargo-api-secret < kargo-admin, kargo-namespace, kargo-token-key",
        "helm.sh/v3:Release argo-rollouts-release < argo-rollouts-namespace",
        "helm.sh/v3:Release argocd-release < argocd-admin, argocd-namespace, argocd-redis-secret",
        "helm.sh/v3:Release kargo-release < kargo-api-secret, kargo-namespace",
        "kargo:Kargo kargo < argo-rollouts-namespace, argo-rollouts-release, argocd-admin, argocd-namespace, argocd-redis, argocd-redis-secret, argocd-release, cert-manager-namespace, cert-manager-release",
        "kubernetes-cert-manager:index:CertManager cert-manager-release < cert-manager-namespace",
        "pulumi:providers:kubernetes cluster-provider < cluster-kind, cluster-kubeconfig",
        "random:index/randomPassword:RandomPassword argocd-admin",
        "random:index/randomPassword:RandomPassword argocd-redis",
        "random:index/randomPassword:RandomPassword kargo-admin",
        "random:index/randomPassword:RandomPassword kargo-token-key",
      ]
    `);
  });

  test("keeps every password and the kubeconfig secret", async () => {
    const { resources, outputs } = await runMocked(program, options({}));
    const inputs = (name: string) => resources.find((each) => each.name === name)?.inputs;
    const { platform } = platformOf({});
    if (platform === undefined) throw new Error("no platform");
    expect(inputs("argocd-release")).toMatchObject({
      name: "argocd",
      chart: "argo-cd",
      repositoryOpts: { repo: "https://argoproj.github.io/argo-helm" },
      atomic: true,
      timeout: 900,
    });
    expect(inputs("kargo-release")).toEqual({
      name: "kargo",
      namespace: "kargo",
      chart: "oci://ghcr.io/akuity/kargo-charts/kargo",
      version: "1.11.2",
      values: partValues("kargo", platform),
      atomic: true,
      waitForJobs: true,
      timeout: 900,
      maxHistory: 5,
      compat: "true",
    });
    expect(JSON.stringify(inputs("kargo-api-secret"))).toMatch(/"secret"/);
    expect(Object.keys(outputs as object).sort()).toEqual([
      "argocdPassword",
      "charts",
      "context",
      "kargoPassword",
      "kubeconfig",
      "login",
      "urls",
    ]);
  });

  test("leaves out what somebody else installed, and takes a cluster from another stack", async () => {
    const settings = {
      cluster: { type: "stack", stack: "organization/eks/prod" },
      parts: { certManager: { install: false }, argocd: { install: false } },
    };
    const reach = () =>
      recordedCluster("context test", {
        ...whole,
        [kargosDeployments]: { items: [] },
        [rolloutsDeployments]: { items: [] },
      });
    const { resources } = await runMocked(() => anyProgram({ reach }), options(settings));
    expect(resources.map(short).sort()).toMatchInlineSnapshot(`
      [
        "argo-rollouts:ArgoRollouts argo-rollouts",
        "core/v1:Namespace argo-rollouts-namespace",
        "core/v1:Namespace kargo-namespace",
        "core/v1:Secret kargo-api-secret < kargo-admin, kargo-namespace, kargo-token-key",
        "helm.sh/v3:Release argo-rollouts-release < argo-rollouts-namespace",
        "helm.sh/v3:Release kargo-release < kargo-api-secret, kargo-namespace",
        "kargo:Kargo kargo < argo-rollouts-namespace, argo-rollouts-release",
        "pulumi:providers:kubernetes cluster < organization/eks/prod",
        "random:index/randomPassword:RandomPassword kargo-admin",
        "random:index/randomPassword:RandomPassword kargo-token-key",
      ]
    `);
  });

  test("has no kubeconfig to give where a context leads to the cluster, and Pulumi nothing to warn of", async () => {
    const settings = { cluster: { type: "existing", confirm: "test" } };
    const { outputs } = await runMocked(program, options(settings, { "slipway:context": "test" }));
    expect(Object.keys(outputs as object).sort()).toEqual([
      "argocdPassword",
      "charts",
      "context",
      "kargoPassword",
      "login",
      "urls",
    ]);
  });

  test("has no accounts of its own where people log in by an issuer", async () => {
    const settings = {
      cluster: { type: "existing" },
      oidc: { issuer: "https://login.example.com", argocdClientId: "argocd", kargoClientId: "kargo" },
    };
    const more = { "slipway:kubeconfig": kubeconfig, "slipway:oidcClientSecret": "canary-oidc" };
    const { resources } = await runMocked(program, options(settings, more));
    expect(resources.map(({ name }) => name)).toEqual(expect.not.arrayContaining(["argocd-admin", "kargo-admin"]));
    const secret = resources.find(({ name }) => name === "argocd-oidc-secret");
    expect(secret?.inputs).toMatchObject({ stringData: { secret: { clientSecret: "canary-oidc" } } });
    const argocd = JSON.stringify(resources.find(({ name }) => name === "argocd-release")?.inputs);
    expect(argocd).toContain("clientSecret: $argocd-oidc:clientSecret");
    expect(argocd).not.toContain("enablePKCEAuthentication");
  });
});

describe("the platform stack's config", () => {
  const refused = async (platform: unknown, more: Record<string, string> = {}) => {
    try {
      await runMocked(program, options(platform, more));
      return [];
    } catch (error) {
      return (error as Error).message.split("\n").slice(1);
    }
  };
  const make = `Run: htpasswd -nbBC 10 "" PASSWORD | tr -d ':\\n', and give it in single quotes. [config-value]`;

  test("is refused where it would install an older minor version than the stack's last run", async () => {
    const stacks = { "organization/slipway/platform": { charts: { kargo: "1.12.0", argocd: "10.1.0" } } };
    await expect(runMocked(program, { ...options({}), stacks })).rejects.toThrow(
      "stack platform would go back to an older minor version: parts.kargo.version is 1.11.2, and kargo 1.12.0 is installed. Nothing was changed.",
    );
  });

  test("needs a yes for a context or a kubeconfig that doesn't look like one's own machine's", async () => {
    const context = { "slipway:context": "prod-eu" };
    expect(await refused({ cluster: { type: "existing" } }, context)).toEqual([
      `  error slipway:platform: this context doesn't look like a cluster of your own machine's, and a platform changes all of it (got "prod-eu"). If it is meant, add to platform.cluster: "confirm": "prod-eu". [cluster-not-confirmed]`,
    ]);
    expect(await refused({ cluster: { type: "existing", confirm: "prod-eu" } }, context)).toEqual([]);
    expect(await refused({ cluster: { type: "existing" } }, { "slipway:context": "kind-slipway" })).toEqual([]);
    const elsewhere = { "slipway:kubeconfig": kubeconfig.replace("127.0.0.1", "eu.acme.example") };
    expect(await refused({ cluster: { type: "existing" } }, elsewhere)).toEqual([
      `  error slipway:platform: this kubeconfig doesn't look like one of your own machine's, and a platform changes all of its cluster (got context "test", with eu.acme.example:6443). If it is meant, add to platform.cluster: "confirm": "test". [cluster-not-confirmed]`,
    ]);
    expect(await refused({ cluster: { type: "existing", confirm: "test" } }, elsewhere)).toEqual([]);
  });

  const rows: readonly (readonly [string, string, string])[] = [
    ["a password in the clear", "hunter2", "this is no bcrypt hash; a password in the clear is never stored"],
    [
      "one that a shell has mangled",
      `2a$10$${"a".repeat(53)}`,
      "a shell has taken parts of this bcrypt hash away, since they begin with $",
    ],
    ["a cheap one", `$2a$04$${"a".repeat(53)}`, "a bcrypt hash of cost 4 is guessed in hours; 10 or more is needed"],
  ];
  test.each(rows)("takes bcrypt hashes alone, not %s", async (_, given, message) => {
    const lines = await refused({}, { "slipway:adminPasswordHashes": JSON.stringify({ argocd: hash, kargo: given }) });
    expect(lines).toEqual([`  error slipway:adminPasswordHashes: kargo: ${message}. ${make}`]);
    expect(lines.join()).not.toContain(given);
  });

  test("takes no hash of a password that everybody tries first", async () => {
    // bcrypt of "admin"
    const weak = "$2b$10$dRLf7Hk0/CaiW9jKFBqKAuiQmDPJ.8knADojmK/2fO7rjVkQp4.ay";
    expect(await refused({}, { "slipway:adminPasswordHashes": JSON.stringify({ kargo: weak }) })).toEqual([
      "  error slipway:adminPasswordHashes: kargo: this is the hash of a password that everybody tries first. Take it out, and a password is generated; or hash one that no list has. [weak-password]",
    ]);
  });

  test("takes people out of their own key alone, and says where they stand now", async () => {
    const oidc = { issuer: "https://login.example.com", argocdClientId: "a", kargoClientId: "k", groupsClaim: "roles" };
    expect(await refused({ oidc, people: { admin: ["platform"] } })).toEqual([
      '  error slipway:platform: platform.oidc.groupsClaim: People have a key of their own, which every stack reads. Write it as "groupsClaim" of slipway:people in Pulumi.yaml, for all stacks: docs/sso.md. [config-value]',
      "  error slipway:platform: platform.people: People have a key of their own, which every stack reads. Write it as slipway:people in Pulumi.yaml, for all stacks: docs/sso.md. [config-value]",
    ]);
    expect(await refused({}, { "slipway:people": '{"admin": [""]}' })).toEqual([
      '  error slipway:people: people.admin[0]: A group without a name is nobody\'s (got ""; allowed the name of a group). Name the group, or take it out. [people]',
    ]);
  });

  test("tells of every problem at once", async () => {
    const lines = await refused({ size: "huge" }, { "slipway:platfrom": "x", "slipway:adminPasswordHashes": "[]" });
    expect(lines.map((line) => line.split(":").slice(0, 2).join(":"))).toEqual([
      "  error slipway:adminPasswordHashes",
      "  error slipway:platform",
      "  error slipway:platfrom",
    ]);
  });
});
