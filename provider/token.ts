/** A Kubernetes type. `group` is "" for the core group. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Type token of a Helm release, which is no Kubernetes object. */
export const releaseType = "kubernetes:helm.sh/v3:Release";

/** What every refusal ends with: where the rest is served. */
export const standIn =
  "this stand-in provider serves Namespace, Secret, ConfigMap, ServiceAccount, Service, Deployment, the four RBAC kinds, " +
  "ValidatingAdmissionPolicy and its binding, custom resources and Helm releases; for anything else install the real plugin " +
  "pulumi-resource-kubernetes v4.34.2 on the PATH or in Pulumi's plugin folder";

/** Kinds of Kubernetes itself that are served, with their scope: known without a cluster, so that previews need none. */
const served: Readonly<Record<string, { readonly namespaced: boolean }>> = {
  "v1/Namespace": { namespaced: false },
  "v1/Secret": { namespaced: true },
  "v1/ConfigMap": { namespaced: true },
  "v1/ServiceAccount": { namespaced: true },
  "v1/Service": { namespaced: true },
  "apps/v1/Deployment": { namespaced: true },
  "rbac.authorization.k8s.io/v1/Role": { namespaced: true },
  "rbac.authorization.k8s.io/v1/RoleBinding": { namespaced: true },
  "rbac.authorization.k8s.io/v1/ClusterRole": { namespaced: false },
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": { namespaced: false },
  "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy": { namespaced: false },
  "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding": { namespaced: false },
};

/** Groups that the API server itself serves; any other group is a custom resource's. */
const builtInGroups: ReadonlySet<string> = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "extensions",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "meta",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

export function apiVersion(gvk: Gvk): string {
  return gvk.group === "" ? gvk.version : `${gvk.group}/${gvk.version}`;
}

export function isBuiltIn(gvk: Gvk): boolean {
  return builtInGroups.has(gvk.group);
}

/** Scope of a kind of Kubernetes itself; undefined for custom resources, whose scope only a server knows. */
export function builtInScope(gvk: Gvk): boolean | undefined {
  return served[`${apiVersion(gvk)}/${gvk.kind}`]?.namespaced;
}

/** `urn:pulumi:stack::project::parent$type::name` → type and name. */
export function parseUrn(urn: string): { type: string; name: string } {
  const parts = urn.split("::");
  const type = parts[2] ?? "";
  return { type: type.slice(type.lastIndexOf("$") + 1), name: parts.slice(3).join("::") };
}

/**
 * Whether a resource is a patch: fields of an object that others have made. A custom resource may itself be called …Patch.
 * Rule: IsPatchResource of pulumi-kubernetes' pkg/kinds/util.go.
 *
 * @param type of the resource, `kubernetes:core/v1:ConfigMapPatch`
 * @param kind of its inputs
 */
export function isPatch(type: string, kind: string): boolean {
  return kind !== "" && type.endsWith(`:${kind}Patch`);
}

/**
 * The Kubernetes type behind a resource's type token.
 * @param kind `kind` of the inputs: tells a custom resource named …Patch from a Patch resource. "" when not known.
 * @throws Error naming the type and why, for what only the real plugin serves.
 */
export function gvkOf(type: string, kind: string): Gvk {
  const [, module = "", name = ""] = type.split(":");
  const slash = module.indexOf("/");
  const refuse = (why: string) => new Error(`${type} is not supported: ${why}; ${standIn}`);
  if (module.startsWith("helm.sh/")) throw refuse("of Helm, Release of helm.sh/v3 alone is served");
  if (module === "yaml" || module.startsWith("yaml/")) throw refuse("YAML files are components of the real plugin");
  if (module === "kustomize" || module.startsWith("kustomize/"))
    throw refuse("kustomize directories are components of the real plugin");
  if (slash < 0 || name === "") throw refuse("the type is not of the form kubernetes:<group>/<version>:<Kind>");
  const group = module.slice(0, slash) === "core" ? "" : module.slice(0, slash);
  const gvk = { group, version: module.slice(slash + 1), kind: name };
  // A patch of a kind of Kubernetes itself is told by its name; that of a custom resource by the kind beside it.
  const patched = { ...gvk, kind: name.replace(/Patch$/, "") };
  if (builtInScope(patched) !== undefined) return patched;
  if (isPatch(type, kind)) return { ...gvk, kind };
  if (!isBuiltIn(gvk)) return gvk;
  if (name.endsWith("List")) throw refuse("lists cannot be created; use the underlying kind");
  throw refuse("this kind of Kubernetes itself is not served");
}
