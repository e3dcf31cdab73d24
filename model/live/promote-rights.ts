import type { ManifestFinding, Path } from "../manifests/finding.ts";
import { pathOf } from "../manifests/guards.ts";
import { fields, items, string } from "../manifests/reading.ts";
import { scopedPromoteRight } from "../rules/g13-scoped-promote-right.ts";
import { fourEyes } from "../rules/g14-four-eyes.ts";
import type { RuleSettings } from "../rules/index.ts";
import { listed, shown } from "../words.ts";
import { claimsOf } from "./claims.ts";
import { levelled } from "./excepted.ts";
import type { LiveObject } from "./live-object.ts";
import { type LiveCheck, ofKind } from "./live-project.ts";
import { atOf, liveSettings } from "./rules.ts";

/** Roles that Kargo makes in every Project, and that promote to every Stage. Source: Kargo, pkg/controller/management/projects. */
const defaultRoles = ["kargo-admin", "kargo-promoter"];
const managed = "rbac.kargo.akuity.io/managed";
const apiToken = "rbac.kargo.akuity.io/api-token";
const tokenOf = "kubernetes.io/service-account.name";

const everyStage = "may promote to every Stage of this Project, protected ones too";

/**
 * G13 and G14 as far as only a cluster shows them: who is mapped to the roles that Kargo makes itself, and to which roles
 * the people are mapped who approve. What single Roles and RoleBindings tell is told by the rules themselves.
 */
export function promoteRightsOf(check: LiveCheck): ManifestFinding[] {
  const settings = liveSettings(check);
  if (settings.protectedStages.length === 0) return [];
  return check.project.objects.flatMap((object) => {
    const { kind, metadata } = object;
    const say = (rule: typeof scopedPromoteRight, found: readonly Found[]) =>
      levelled(
        rule,
        check,
        { ...metadata, kind },
        found.map((each) => ({ ...each, fix: each.fix ?? rule.fix })),
        atOf(object, check),
      );
    if (kind === "Role" || kind === "RoleBinding") return say(scopedPromoteRight, ofManaged(object, settings));
    if (kind === "Secret") return say(scopedPromoteRight, ofToken(object));
    if (kind !== "ServiceAccount") return [];
    return [
      ...say(scopedPromoteRight, ofAccount(object)),
      ...say(fourEyes, approversIn(object, check, settings.approvers)),
    ];
  });
}

interface Found {
  readonly path: Path;
  readonly message: string;
  readonly got: string;
  readonly fix?: string;
}

/** What Kargo's CLI or UI made carries a mark, under which the rule passes it over. */
function ofManaged(object: LiveObject, settings: RuleSettings): Found[] {
  const { annotations = {}, name, namespace } = object.metadata;
  if (annotations[managed] !== "true") return [];
  if (object.kind === "RoleBinding") {
    const role = string(fields(object["roleRef"]).name) ?? "";
    if (!defaultRoles.includes(role)) return [];
    return items(object["subjects"], ["subjects"]).flatMap(({ path, value }) => {
      if (value.kind === "ServiceAccount" && value.name === role && (value.namespace ?? namespace) === namespace)
        return [];
      return [
        { path: [...path, "name"], message: `Whoever is bound to ${role} ${everyStage}`, got: shown(value.name) },
      ];
    });
  }
  if (defaultRoles.includes(name)) return [];
  const unmarked = { ...object, metadata: { ...object.metadata, annotations: {} } };
  return scopedPromoteRight
    .check(unmarked, settings)
    .map(({ path, message, got }) => ({ path: pathOf(path), message, got }));
}

function ofAccount({ metadata }: LiveObject): Found[] {
  if (!defaultRoles.includes(metadata.name)) return [];
  return claimsOf(metadata.annotations).map(({ key, claim, values }) => ({
    path: ["metadata", "annotations", key],
    message: `Whoever has this claim ${everyStage}`,
    got: shown(`${claim}: ${listed(values)}`),
    fix: "Map them to a ServiceAccount bound to a Role that names its Stages",
  }));
}

function ofToken({ metadata }: LiveObject): Found[] {
  const account = metadata.annotations?.[tokenOf] ?? "";
  if (metadata.labels?.[apiToken] !== "true" || !defaultRoles.includes(account)) return [];
  return [
    {
      path: ["metadata", "annotations", tokenOf],
      message: `Whoever has this API token ${everyStage}`,
      got: shown(account),
      fix: "Delete the token, and make one of a role that names its Stages",
    },
  ];
}

/** Approvers among those who are mapped to a ServiceAccount that may act here. */
function approversIn(account: LiveObject, { project }: LiveCheck, approvers: readonly string[]): Found[] {
  if (approvers.length === 0 || !mayAct(account, ofKind(project, "RoleBinding"))) return [];
  return claimsOf(account.metadata.annotations).flatMap(({ key, values }) =>
    values
      .filter((value) => approvers.includes(value))
      .map((value) => ({
        path: ["metadata", "annotations", key],
        message: "An approver may also act here",
        got: shown(value),
      })),
  );
}

/** Viewers may approve. */
function mayAct({ metadata }: LiveObject, bindings: readonly LiveObject[]): boolean {
  return bindings.some((binding) => {
    const role = string(fields(binding["roleRef"]).name) ?? "";
    const subjects = items(binding["subjects"], []);
    return (
      !/view/.test(role) &&
      subjects.some(({ value }) => value.kind === "ServiceAccount" && value.name === metadata.name)
    );
  });
}
