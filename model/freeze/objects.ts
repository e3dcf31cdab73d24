import type { Compiled, CompiledEnvironment, CompiledFreeze } from "../compile/compiled.ts";
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
  const labels = labelsOf(app, environment);
  const metadata = { name: `slipway.${app}.${environment}.freeze`, labels };
  const place = { name: switchName(environment), namespace: project };
  const windows = windowsOf(freeze.windows);
  return [
    freezeSwitch(project, environment, freeze, labels),
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

function freezeSwitch(
  project: string,
  environment: string,
  { windows, frozen = "" }: CompiledFreeze,
  labels: Readonly<Record<string, string>>,
): KubeObject {
  const metadata = {
    name: switchName(environment),
    namespace: project,
    labels: { ...labels, [freezeLabel]: environment },
  };
  const data = { [switchKeys.calendar]: JSON.stringify(windows), [switchKeys.code]: frozen };
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data };
}

/** Only the switches, which also tell the calendar, for who draws a pipeline. */
export function freezeSwitches({ app, project, environments }: Compiled): KubeObject[] {
  return environments.map(({ name, freeze }) => freezeSwitch(project, name, freeze, labelsOf(app, name)));
}

function labelsOf(app: string, environment: string): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/managed-by": "slipway", [appLabel]: app, [environmentLabel]: environment };
}
