import type { GraphStage } from "../graph.ts";
import { canonicalJson } from "../json.ts";
import type { KubeObject } from "../object.ts";
import { casbinName } from "../people/casbin.ts";
import { nobody, type People, promotersOf } from "../people/people.ts";
import type { Settings } from "../settings.ts";
import { stageLabels } from "./labels.ts";

const rbac = "rbac.authorization.k8s.io";
const read = ["get", "list", "watch"];

/**
 * Promoters of one environment in the Project's namespace: a ServiceAccount that Kargo's API looks up by a person's groups
 * (pkg/server/option/auth.go, kargo v1.11.2), and the groups themselves for who comes by kubectl, bound to a Role that may
 * promote to this environment's Stages and nothing that comes to the same: no `update` or `patch` of Stages, Warehouses and
 * ProjectConfigs, no Freight's status, which is where approvals stand.
 *
 * Aborting a Promotion takes `patch` on promotions, which names no Stage: Kargo's API asks for nothing else, so that
 * promoters of dev would abort those to prod. It stays the admins'.
 *
 * @param stages of the environment, all of them
 */
export function promoters(app: string, stages: readonly GraphStage[], { people = nobody }: Settings): KubeObject[] {
  const [first] = stages;
  const groups = first === undefined ? [] : promotersOf(people, app, first.environment);
  if (first === undefined || groups.length === 0) return [];
  const { environment } = first;
  const name = `${environment}-promoters`;
  const labels = stageLabels(app, first);
  const metadata = { name, namespace: app, labels };
  const annotations = {
    "rbac.kargo.akuity.io/claims": canonicalJson({ [people.groupsClaim]: groups }),
    "kargo.akuity.io/description": `Promotes ${app} to ${environment}`,
  };
  const account = { kind: "ServiceAccount", name, namespace: app };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { ...metadata, annotations } },
    { apiVersion: `${rbac}/v1`, kind: "Role", metadata, rules: rules(stages.map((stage) => stage.name)) },
    {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: rbac, kind: "Role", name },
      subjects: [
        account,
        ...groups.map((group) => ({ apiGroup: rbac, kind: "Group", name: `${people.groupsPrefix}${group}` })),
      ],
    },
  ];
}

function rules(stages: readonly string[]) {
  const kargo = ["kargo.akuity.io"];
  return [
    { apiGroups: kargo, resources: ["stages"], resourceNames: stages, verbs: ["promote"] },
    { apiGroups: kargo, resources: ["promotions"], verbs: ["create", ...read] },
    {
      apiGroups: kargo,
      resources: ["freights", "projectconfigs", "promotiontasks", "stages", "warehouses"],
      verbs: read,
    },
    { apiGroups: ["argoproj.io"], resources: ["analysisruns", "analysistemplates"], verbs: read },
    { apiGroups: [""], resources: ["events"], verbs: read },
  ];
}

/** An AppProject's role, as much as it has of its own. */
interface ProjectRole {
  name: string;
  description: string;
  policies: string[];
  groups: string[];
}

/**
 * What promoters may do in Argo CD: look at the Application and its logs. No `sync`: Applications follow their branch by
 * themselves, and who syncs by hand chooses the revision, prunes and replaces, past Kargo and what it has verified.
 *
 * @param name of the AppProject and its Application
 */
export function promoterRoles(
  app: string,
  { environment }: GraphStage,
  name: string,
  people: People = nobody,
): ProjectRole[] {
  const groups = promotersOf(people, app, environment);
  if (groups.length === 0) return [];
  const role = "promoter";
  const may = (resource: string) => `p, proj:${name}:${role}, ${resource}, get, ${name}/*, allow`;
  return [
    {
      name: role,
      description: `Promotes to ${environment} by Kargo, and looks on here`,
      policies: [may("applications"), may("logs")],
      groups: groups.map(casbinName),
    },
  ];
}
