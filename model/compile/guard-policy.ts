import type { KubeObject } from "../object.ts";
import { levels, type Rule, type RuleSettings } from "../rules/index.ts";
import type { Cel, Level } from "../rules/rule.ts";

/** Of which objects a policy is asked. */
export interface GuardScope {
  /** In the policy's name: `slipway-<name>-g01`. */
  readonly name: string;
  /** Only objects in this namespace. Default: any. */
  readonly namespace?: string;
  /** A condition in CEL that an object meets to be asked about. Default: none. */
  readonly condition?: string;
}

/**
 * A rule as ValidatingAdmissionPolicies with their bindings, one for each resource; nothing where the API server can't hold
 * it, where the settings ask for nothing, or at level `off`. What is being deleted is never asked about: its finalizers must
 * be let go.
 */
export function guardPolicies(
  rule: Rule,
  settings: RuleSettings,
  level: Level,
  scopeOf: (cel: Cel) => GuardScope,
): KubeObject[] {
  return (rule.cel ?? []).flatMap((cel, index) => {
    const name = `${rule.id.toLowerCase()}${index === 0 ? "" : `-${cel.resource}`}`;
    return policyAndBinding(rule, cel, cel.holds(settings), level, { ...scopeOf(cel), policy: name });
  });
}

function policyAndBinding(
  rule: Rule,
  { group, version, resource, operations }: Cel,
  holds: string | undefined,
  level: Level,
  scope: GuardScope & { readonly policy: string },
): KubeObject[] {
  const actions = levels[level].apiServer;
  if (holds === undefined || actions.length === 0) return [];
  const metadata = {
    name: `slipway-${scope.name}-${scope.policy}`,
    labels: { "app.kubernetes.io/managed-by": "slipway" },
  };
  const policy = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata,
    spec: {
      failurePolicy: "Fail",
      matchConstraints: {
        matchPolicy: "Equivalent",
        ...(scope.namespace === undefined
          ? {}
          : { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": scope.namespace } } }),
        resourceRules: [{ apiGroups: [group], apiVersions: [version], operations, resources: [resource], scope: "*" }],
      },
      matchConditions: [
        { name: "not-being-deleted", expression: "!has(object.metadata.deletionTimestamp)" },
        ...(scope.condition === undefined ? [] : [{ name: "in-scope", expression: scope.condition }]),
      ],
      validations: [{ expression: holds, message: `${rule.id}: ${rule.title}. ${rule.fix}`, reason: "Forbidden" }],
    },
  };
  const binding = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata,
    spec: { policyName: metadata.name, validationActions: actions },
  };
  return [policy, binding];
}
