import { describe, expect, test } from "vitest";
import { readCluster, type WhatToRead } from "../../../../cli/check/live/read-cluster.ts";
import { ApiFailure } from "../../../../kube/api-failure.ts";
import type { Cluster, Kind } from "../../../../kube/cluster.ts";

const meta = (name: string, namespace?: string, more: object = {}) => ({
  metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...more },
});
const refused = (status: number) => new ApiFailure("as it was", status, "refused");

/** A cluster that answers from a table, `plural` or `plural/namespace`; a number is a refusal, what isn't in it is empty. */
function cluster(answers: Readonly<Record<string, readonly object[] | number>>): { cluster: Cluster; asked: Kind[] } {
  const asked: Kind[] = [];
  const list = async (kind: Kind, namespace?: string) => {
    asked.push(kind);
    const found = answers[namespace === undefined ? kind.plural : `${kind.plural}/${namespace}`] ?? [];
    if (typeof found === "number") throw refused(found);
    return found;
  };
  return { cluster: { name: "the cluster", list } as unknown as Cluster, asked };
}

const what: WhatToRead = { projects: [], defined: [], argocdNamespaces: ["argocd"], podNamespaces: [] };
const consent = { annotations: { "kargo.akuity.io/authorized-stage": "demo:prod" } };
const application = {
  ...meta("app", "argocd", consent),
  spec: { project: "team", destination: { namespace: "shop" } },
};

const whole = {
  stages: [meta("dev", "demo"), meta("dev", "other")],
  "stages/demo": [meta("dev", "demo")],
  "stages/other": [meta("dev", "other")],
  projects: [meta("demo"), meta("empty")],
  applications: [application, meta("foreign", "argocd")],
  appprojects: [
    meta("team", "argocd"),
    meta("default", "argocd"),
    meta("mine", "argocd", { labels: { "slipway.dev/app": "demo" } }),
  ],
  namespaces: [meta("demo"), meta("shop"), meta("kube-system")],
  "configmaps/demo": [meta("slipway-freeze-prod", "demo"), meta("kube-root-ca.crt", "demo")],
  "pods/shop": [meta("web", "shop")],
  clusteranalysistemplates: [meta("shared")],
};

test("a Project has what stands in its namespace, and what belongs to it elsewhere", async () => {
  const { cluster: one, asked } = cluster(whole);
  const { projects, clusterTemplates, unread } = await readCluster(one, { ...what, podNamespaces: ["shop"] });
  expect(
    projects.map(({ name, objects }) => [name, objects.map((each) => `${each.kind}/${each.metadata.name}`)]),
  ).toEqual([
    [
      "demo",
      [
        "Stage/dev",
        "ConfigMap/slipway-freeze-prod",
        "Project/demo",
        "Application/app",
        "AppProject/team",
        "AppProject/mine",
        "Namespace/demo",
        "Namespace/shop",
        "Pod/web",
      ],
    ],
    ["empty", ["Project/empty"]],
    ["other", ["Stage/dev"]],
  ]);
  expect(projects[0]?.objects[0]?.apiVersion).toBe("kargo.akuity.io/v1alpha1");
  expect([clusterTemplates, unread]).toEqual([["shared"], []]);
  // the data of a Secret is never asked for
  expect(asked.filter(({ plural }) => plural === "secrets").every(({ metadataOnly }) => metadataOnly)).toBe(true);
});

describe("what is refused", () => {
  test("is told, of Argo CD's objects once for the namespace that was tried", async () => {
    const refusing = {
      ...whole,
      applications: 403,
      "applications/argocd": [application],
      appprojects: 403,
      "appprojects/argocd": 403,
      "roles/demo": 403,
      analysistemplates: 404,
      "analysistemplates/demo": 404,
    };
    const { projects, unread } = await readCluster(cluster(refusing).cluster, { ...what, projects: ["demo"] });
    expect(projects[0]?.objects.map(({ kind }) => kind)).toContain("Application");
    expect(unread).toEqual([
      { kind: "AppProject", isUnknown: false, namespace: "argocd" },
      { kind: "AnalysisTemplate", isUnknown: true },
      { kind: "Role", isUnknown: false, namespace: "demo" },
    ]);
  });

  test("of Kargo's own, or without any answer, ends the check", async () => {
    await expect(
      readCluster(cluster({ ...whole, "freights/demo": 403 }).cluster, { ...what, projects: ["demo"] }),
    ).rejects.toThrow("as it was");
    await expect(
      readCluster(cluster({ ...whole, "roles/demo": 0 }).cluster, { ...what, projects: ["demo"] }),
    ).rejects.toThrow("as it was");
    await expect(readCluster(cluster({ stages: 404 }).cluster, what)).rejects.toThrow("as it was");
  });
});

test("a named Project that isn't there is a mistake, unless a definition tells what it should be", async () => {
  await expect(readCluster(cluster(whole).cluster, { ...what, projects: ["dem"] })).rejects.toThrow(
    '"dem" is no Kargo Project on the cluster. Perhaps "demo" is meant',
  );
  const { projects } = await readCluster(cluster(whole).cluster, { ...what, projects: ["dem"], defined: ["dem"] });
  expect(projects).toEqual([{ name: "dem", objects: [] }]);
});
