import { type Gvk, isBuiltIn } from "./token.ts";

/** A path whose list indices are left out: `["spec", "selector", "matchLabels"]`. */
export type FieldPath = readonly string[];

const identity: readonly string[] = ["metadata.name", "metadata.namespace"];

/** What makes an object another one. */
export const identityFields: readonly FieldPath[] = identity.map((path) => path.split("."));

/**
 * Fields that cannot change in place, per kind served: the real provider's forceNew table (pkg/provider/diff.go).
 * Custom resources have none besides their identity.
 */
export function forceNewFields(
  gvk: Gvk,
  options: {
    readonly immutable: boolean;
    readonly enableSecretMutable: boolean;
    readonly enableConfigMapMutable: boolean;
  },
): readonly FieldPath[] {
  const paths = [...identity, ...(isBuiltIn(gvk) ? ofKind(gvk.kind, options) : [])];
  return paths.map((path) => path.split("."));
}

function ofKind(kind: string, options: Parameters<typeof forceNewFields>[1]): readonly string[] {
  switch (kind) {
    case "Secret":
      return !options.enableSecretMutable || options.immutable ? ["type", "stringData", "data"] : ["type"];
    case "ConfigMap":
      return !options.enableConfigMapMutable || options.immutable ? ["binaryData", "data"] : [];
    case "Deployment":
      return ["spec.selector"];
    case "Service":
      return ["spec.clusterIP"];
    case "RoleBinding":
    case "ClusterRoleBinding":
      return ["roleRef"];
    default:
      return [];
  }
}
