import type { Compiled, CompiledEnvironment } from "../compile/compiled.ts";
import { appLabel, environmentLabel } from "../keys.ts";
import type { KubeObject } from "../object.ts";
import { freezeInKargo } from "../rules/g16-freeze-in-kargo.ts";
import type { Guards } from "../rules/guards.ts";
import { levels } from "../rules/levels.ts";
import { freezePolicy } from "./policy.ts";
import { freezeLabel, switchKeys, switchName } from "./switch.ts";
import { windowsOf } from "./window.ts";

/**
 * What freezes one environment: its switch, the policy that asks the switch and the calendar, and the policy's binding.
 * Nothing at level `off`, and where nothing is promoted.
 */
export function freezeObjects(
  { app, project }: Pick<Compiled, "app" | "project">,
  { name: environment, freeze, targets }: CompiledEnvironment,
  guards: Guards,
): KubeObject[] {
  const actions = levels[guards.levels[freezeInKargo.id] ?? freezeInKargo.level].apiServer;
  const stages = targets.filter(({ type }) => type === "promoted").map(({ stageName }) => stageName);
  if (actions.length === 0 || stages.length === 0) return [];
  const labels = { "app.kubernetes.io/managed-by": "slipway", [appLabel]: app, [environmentLabel]: environment };
  const metadata = { name: `slipway.${app}.${environment}.freeze`, labels };
  const place = { name: switchName(environment), namespace: project };
  const windows = windowsOf(freeze.windows);
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { ...place, labels: { ...labels, [freezeLabel]: environment } },
      data: { [switchKeys.calendar]: JSON.stringify(freeze.windows), [switchKeys.code]: freeze.frozen ?? "" },
    },
    freezePolicy(metadata, { app, project, environment, stages, windows }, guards),
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: {
        policyName: metadata.name,
        // without its switch nobody knows whether the environment is frozen
        paramRef: { ...place, parameterNotFoundAction: actions.includes("Deny") ? "Deny" : "Allow" },
        validationActions: actions,
      },
    },
  ];
}
