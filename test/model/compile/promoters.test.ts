import { describe, expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { compile, environmentObjects } from "../../../model/compile.ts";
import { nobody } from "../../../model/people/people.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { shapes } from "../patterns/shapes.ts";
import { at } from "../sample.ts";

const people = {
  ...nobody,
  groupsClaim: "roles",
  groupsPrefix: "oidc:",
  promoter: { prod: ["release, night", "on-call"] },
};
const environment = (compiled: ReturnType<typeof compile>, name: string) =>
  compiled.environments.find((each) => each.name === name);

describe("promoters of an environment", () => {
  const compiled = compile(goserver, { ...defaultSettings, people });

  test("get a ServiceAccount that Kargo finds, and a Role that names their Stages and changes nothing", () => {
    const metadata = {
      name: "prod-promoters",
      namespace: "goserver",
      labels: {
        "app.kubernetes.io/managed-by": "slipway",
        "slipway.dev/app": "goserver",
        "slipway.dev/environment": "prod",
        "slipway.dev/protected": "true",
      },
    };
    const rbac = "rbac.authorization.k8s.io";
    const read = ["get", "list", "watch"];
    const kargo = ["kargo.akuity.io"];
    expect(environment(compiled, "prod")?.promoters).toEqual([
      {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: {
          ...metadata,
          annotations: {
            "rbac.kargo.akuity.io/claims": '{"roles":["release, night","on-call"]}',
            "kargo.akuity.io/description": "Promotes goserver to prod",
          },
        },
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: "Role",
        metadata,
        rules: [
          { apiGroups: kargo, resources: ["stages"], resourceNames: ["prod"], verbs: ["promote"] },
          { apiGroups: kargo, resources: ["promotions"], verbs: ["create", ...read] },
          {
            apiGroups: kargo,
            resources: ["freights", "projectconfigs", "promotiontasks", "stages", "warehouses"],
            verbs: read,
          },
          { apiGroups: ["argoproj.io"], resources: ["analysisruns", "analysistemplates"], verbs: read },
          { apiGroups: [""], resources: ["events"], verbs: read },
        ],
      },
      {
        apiVersion: `${rbac}/v1`,
        kind: "RoleBinding",
        metadata,
        roleRef: { apiGroup: rbac, kind: "Role", name: "prod-promoters" },
        subjects: [
          { kind: "ServiceAccount", name: "prod-promoters", namespace: "goserver" },
          { apiGroup: rbac, kind: "Group", name: "oidc:release, night" },
          { apiGroup: rbac, kind: "Group", name: "oidc:on-call" },
        ],
      },
    ]);
  });

  test("look on in Argo CD", () => {
    const [target] = environment(compiled, "prod")?.targets ?? [];
    expect(at(target, "appProject.spec.roles")).toEqual([
      {
        name: "promoter",
        description: "Promotes to prod by Kargo, and looks on here",
        policies: [
          "p, proj:goserver-prod:promoter, applications, get, goserver-prod/*, allow",
          "p, proj:goserver-prod:promoter, logs, get, goserver-prod/*, allow",
        ],
        groups: ['"release, night"', "on-call"],
      },
    ]);
  });

  test("promote to each of its Stages, and to nothing of others", () => {
    const fanOut = shapes["fan-out-and-in"];
    if (fanOut === undefined) throw new Error("the pattern has another name now");
    const role = environment(compile(fanOut, { ...defaultSettings, people }), "prod")?.promoters[1];
    expect(at(role, "rules.0.resourceNames")).toEqual(["prod-join", "prod-eu", "prod-us"]);
  });

  test("are none where settings name nobody, and change nothing there", () => {
    const before = compile(goserver, defaultSettings);
    expect(environment(compiled, "dev")).toEqual(environment(before, "dev"));
    expect(before.environments.flatMap(({ promoters }) => promoters)).toEqual([]);
    expect(compiled.digest).toBe(before.digest);
  });

  test("come before the rest of their environment", () => {
    const prod = environment(compiled, "prod");
    if (prod === undefined) throw new Error("no prod");
    expect(environmentObjects(prod).map(({ kind }) => kind)).toEqual([
      "ServiceAccount",
      "Role",
      "RoleBinding",
      "Namespace",
      "AppProject",
      "Application",
      "Stage",
    ]);
  });
});
