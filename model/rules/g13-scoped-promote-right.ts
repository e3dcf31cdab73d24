import { everywhere } from "./back-ends.ts";
import { Place } from "./place.ts";
import type { ObjectRule } from "./rule.ts";

const rbac = "rbac.authorization.k8s.io/v1";
const defaultRoles = ["kargo-promoter", "kargo-admin"];
const managed = "rbac.kargo.akuity.io/managed";

export const scopedPromoteRight: ObjectRule = {
  id: "G13",
  name: "scoped-promote-right",
  title:
    "The right to promote names its Stages, and nobody is bound to Kargo's default roles that promote to all of them",
  severity: "high",
  level: "deny",
  why: "The right to promote, without names, is the right to promote to every protected Stage of the Project",
  judges: "all",
  kinds: [
    { apiVersion: rbac, kind: "Role" },
    { apiVersion: rbac, kind: "RoleBinding" },
  ],
  settings: [],
  backEnds: everywhere({
    check: { not: "slipway check reads Kargo's and Argo's kinds only" },
    apiServer: { not: "Kargo itself makes the roles kargo-admin and kargo-promoter in every Project" },
  }),
  check: (object) =>
    Place.judge(object, (root) => {
      if (root.at("metadata").at("annotations").at(managed).text() === "true") return;
      const role = root.at("roleRef").at("name");
      if (defaultRoles.includes(role.text() ?? ""))
        role.violation("This role may promote to every Stage of its Project");
      for (const rule of root.at("rules").items()) {
        const has = (key: string, texts: readonly string[]) =>
          rule
            .at(key)
            .texts()
            .some((text) => texts.includes(text));
        if (!has("apiGroups", ["kargo.akuity.io", "*"]) || !has("resources", ["stages", "*"])) continue;
        if (has("verbs", ["promote", "*"]) && rule.at("resourceNames").items().length === 0)
          rule.violation("This Role may promote to every Stage of its Project", "no resourceNames");
      }
    }),
  fix: "Write a Role with verb promote on stages and resourceNames, and create on promotions",
  source: "Kargo, pkg/controller/management/projects, kargo-promoter",
};
