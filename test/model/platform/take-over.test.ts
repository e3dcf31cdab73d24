import { describe, expect, test } from "vitest";
import { platformOf } from "../../../model/platform/platform.ts";
import { restarts } from "../../../model/platform/restarts.ts";
import { takenOverSettings, takeOverProblems } from "../../../model/platform/take-over-settings.ts";
import { formatProblem } from "../../../model/problem.ts";

const platform = (given: object, people = {}) => {
  const { platform: read, problems } = platformOf(given);
  if (read === undefined) throw new Error(problems.map(formatProblem).join("\n"));
  return { ...read, people: { ...read.people, ...people } };
};
const kubectl = { installedBy: "kubectl" };

describe("what a taken-over Argo CD is set to", () => {
  test("is nothing where nobody logs in by an issuer and no group is mapped", () => {
    expect(takenOverSettings(platform({ parts: { argocd: { takeOver: kubectl } } }))).toEqual({});
  });

  test("is log-in and groups, in keys of their own, and the account admin is left alone", () => {
    const given = {
      cluster: { type: "existing" },
      hosts: { argocd: "argocd.example.com" },
      oidc: { issuer: "https://login.example.com", argocdClientId: "argocd", kargoClientId: "kargo" },
      parts: { argocd: { takeOver: { ...kubectl, settings: { "argocd-cm": { "exec.enabled": "false" } } } } },
    };
    const { "argocd-cm": cm, "argocd-rbac-cm": rbac } = takenOverSettings(
      platform(given, { viewer: ["readers"] }),
      "$a:b",
    );
    expect(Object.keys(cm ?? {})).toEqual(["url", "oidc.config", "exec.enabled"]);
    expect(cm?.["url"]).toBe("https://argocd.example.com");
    expect(cm?.["oidc.config"]).toContain("clientSecret: $a:b\n");
    expect(rbac).toEqual({ "policy.slipway.csv": "g, readers, role:readonly\n", scopes: "[groups]" });
  });
});

describe("takeOver that can't be carried out", () => {
  const rows: readonly (readonly [object, string])[] = [
    [
      { install: false, takeOver: kubectl },
      "error platform.parts.argocd: install: false leaves it alone, and takeOver doesn't. Leave one of them out. [take-over]",
    ],
    [
      { takeOver: { ...kubectl, version: "10.1.1" } },
      "error platform.parts.argocd.takeOver.version: what kubectl applied has no release, and nothing of it restarts. Take it out. [take-over]",
    ],
    [
      { takeOver: kubectl, values: { server: {} } },
      "error platform.parts.argocd.values: values are a chart's, and what kubectl applied has none. Take them out, or say takeOver.settings. [take-over]",
    ],
    [
      { takeOver: { ...kubectl, settings: { "argocd-cm": { "timeout.reconciliation": "60s" } } } },
      "error platform.parts.argocd.takeOver.settings.argocd-cm.timeout.reconciliation: Argo CD reads this key when its pods start, and none is restarted. Set it where you set the rest of Argo CD, and restart it yourself. [take-over]",
    ],
  ];
  test.each(rows)("%j", (argocd, expected) => {
    expect(takeOverProblems(platform({ parts: { argocd } })).map(formatProblem)).toEqual([expected]);
  });

  test("of another part than Argo CD, since kubectl's Deployments can't become a chart's", () => {
    expect(platformOf({ parts: { kargo: { takeOver: kubectl } } }).problems).toHaveLength(1);
  });
});

test("what restarts is what has another template, or goes", () => {
  const manifest = (images: Readonly<Record<string, string>>) =>
    Object.entries(images)
      .map(([name, image]) => `kind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {image: ${image}}}\n`)
      .join("---\n");
  expect(restarts(manifest({ a: "1", b: "1", c: "1" }), manifest({ c: "1", b: "2", d: "1" }))).toEqual([
    "Deployment/a",
    "Deployment/b",
  ]);
});
