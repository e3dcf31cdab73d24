import type { Compiled } from "../compile/compiled.ts";
import { matchConstraints } from "../compile/match-constraints.ts";
import { appLabel } from "../keys.ts";
import type { KubeObject } from "../object.ts";
import { freezeInKargo } from "../rules/g16-freeze-in-kargo.ts";
import type { Guards } from "../rules/guards.ts";
import { levels } from "../rules/levels.ts";
import { freezeLabel } from "./switch.ts";

/**
 * A policy that is never asked anything. It stands as long as the Project, because the API server stops to watch ConfigMaps
 * for policies once the last policy with such a parameter is gone, and never begins again: after an environment was
 * destroyed and made anew its switch would be read as it was before, or not be found. Seen with Kubernetes 1.36.1.
 * Source: policySource.ensureParamsForPolicyLocked in k8s.io/apiserver, pkg/admission/plugin/policy/generic.
 */
export function freezeAnchor({ app, project }: Compiled, guards: Guards): KubeObject[] {
  if (levels[guards.levels[freezeInKargo.id] ?? freezeInKargo.level].apiServer.length === 0) return [];
  const metadata = {
    name: `slipway.${app}.freeze-switches`,
    labels: { "app.kubernetes.io/managed-by": "slipway", [appLabel]: app },
  };
  return [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        failurePolicy: "Fail",
        paramKind: { apiVersion: "v1", kind: "ConfigMap" },
        matchConstraints: matchConstraints({
          group: "kargo.akuity.io",
          version: "v1alpha1",
          resource: "promotions",
          operations: ["CREATE"],
          namespace: project,
        }),
        matchConditions: [{ name: "never", expression: "false" }],
        validations: [{ expression: "true", message: "never asked", reason: "Forbidden" }],
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: {
        policyName: metadata.name,
        paramRef: {
          namespace: project,
          selector: { matchExpressions: [{ key: freezeLabel, operator: "Exists" }] },
          parameterNotFoundAction: "Allow",
        },
        validationActions: ["Audit"],
      },
    },
  ];
}
