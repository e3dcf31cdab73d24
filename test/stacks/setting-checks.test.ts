import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { AskedCluster } from "../../kube/asked.ts";
import { platformOf } from "../../model/platform/platform.ts";
import { formatProblem } from "../../model/problem.ts";
import { settingProblems } from "../../stacks/setting-checks.ts";

const given = (argocd: object) => {
  const { platform, problems } = platformOf({
    cluster: { type: "existing" },
    hosts: { argocd: "argocd.example.com" },
    oidc: { issuer: "https://login.example.com", argocdClientId: "argocd", kargoClientId: "kargo" },
    parts: { argocd },
  });
  if (platform === undefined) throw new Error(problems.map(formatProblem).join("\n"));
  return platform;
};
const kubectl = { takeOver: { installedBy: "kubectl" } };
const release = (data: string) => ({
  ...{ chart: "argo-cd", version: "10.1.1", appVersion: "3.5.1", values: {} },
  manifest: `---\nkind: Service\nmetadata: {name: argocd-cm}\n---\nkind: ConfigMap\nmetadata: {name: argocd-cm}\ndata: ${data}\n`,
});

/** A cluster that takes every change, but the Secret's as it is told to. */
function cluster(secret: readonly [number, object] = [201, {}]) {
  const tried: Record<string, unknown> = {};
  const tryPatch: AskedCluster["tryPatch"] = async (path, _manager, _type, patch) => {
    tried[path] = patch;
    const [status, body] = path.includes("/secrets/") ? secret : [200, {}];
    return { status, body: JSON.stringify(body), date: undefined };
  };
  return { tried, asked: { name: "context test", tryPatch } as unknown as AskedCluster };
}
const secretPath = "api/v1/namespaces/argocd/secrets/argocd-oidc";

describe("the settings of a taken-over Argo CD", () => {
  test("are tried as they will be set: with a client's secret they name where it is, without one there is no Secret", async () => {
    for (const confidential of [true, false]) {
      const { tried, asked } = cluster();
      expect(await settingProblems(given(kubectl), asked, { confidential, release: undefined })).toEqual([]);
      const cm = tried["api/v1/namespaces/argocd/configmaps/argocd-cm"] as { data: Record<string, string> };
      const config = parse(cm.data["oidc.config"] ?? "");
      expect([config.clientSecret, config.enablePKCEAuthentication]).toEqual(
        confidential ? ["$argocd-oidc:clientSecret", undefined] : [undefined, true],
      );
      const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "argocd-oidc", namespace: "argocd" } };
      expect(tried[secretPath]).toEqual(confidential ? secret : undefined);
    }
  });

  const rows: readonly (readonly [string, readonly [number, object], readonly string[]])[] = [
    [
      "is Slipway's from an earlier run",
      [200, { metadata: { managedFields: [{ manager: "pulumi-kubernetes-1a2b" }] } }],
      [],
    ],
    [
      "is somebody else's",
      [200, { metadata: { managedFields: [{ manager: "kubectl-create" }] } }],
      [
        "error platform.parts.argocd.takeOver: somebody else has made the Secret in which Argo CD is to find slipway:oidcClientSecret (got Secret argocd/argocd-oidc). Give it another name there, or, where nothing uses it: kubectl delete secret argocd-oidc -n argocd. [client-secret-taken]",
      ],
    ],
    [
      "may not be made",
      [403, { message: 'secrets "argocd-oidc" is forbidden' }],
      [
        'error platform.parts.argocd.takeOver: the API server doesn\'t let Slipway make the Secret in which Argo CD is to find slipway:oidcClientSecret: secrets "argocd-oidc" is forbidden (got Secret argocd/argocd-oidc). Ask whoever runs the cluster for the verbs create and patch on secrets in namespace argocd. [client-secret-refused]',
      ],
    ],
  ];
  test.each(rows)("say of a client's Secret that %s", async (_, answer, expected) => {
    const problems = await settingProblems(given(kubectl), cluster(answer).asked, {
      confidential: true,
      release: undefined,
    });
    expect(problems.map(formatProblem)).toEqual(expected);
  });

  test("have to be said in the Helm release where that says otherwise, force or not; values that say it are left to it", async () => {
    const takeOver = { installedBy: "helm", force: ["argocd-cm/url"] };
    const wish = { confidential: false, release: release("{url: https://other.example.com, exec.enabled: 'true'}") };
    expect((await settingProblems(given({ takeOver }), cluster().asked, wish)).map(formatProblem)).toEqual([
      'error platform.parts.argocd.takeOver.settings.argocd-cm.url: the Helm release sets this key itself, and its next upgrade would put that back (got another value in release argocd/argocd). Say it in the release: add {"configs":{"cm":{"url":"https://argocd.example.com"}}} to platform.parts.argocd.values. [settings-of-release]',
    ]);
    const same = { ...wish, release: release("{url: https://argocd.example.com}") };
    expect(await settingProblems(given({ takeOver }), cluster().asked, same)).toEqual([]);
    const values = { configs: { cm: { url: "https://argocd.example.com" } } };
    const { tried, asked } = cluster();
    expect(await settingProblems(given({ takeOver, values }), asked, wish)).toEqual([]);
    const cm = tried["api/v1/namespaces/argocd/configmaps/argocd-cm"] as { data: object };
    expect(Object.keys(cm.data)).toEqual(["oidc.config"]);
  });
});
