import { syncWindows } from "../freeze/sync-windows.ts";
import type { AppProject } from "../kinds/app-project.gen.ts";
import type { KubeObject } from "../object.ts";
import { stageLabels } from "./labels.ts";
import { promoterRoles } from "./promoters.ts";
import type { TargetInput } from "./target.ts";

/** What the Application may do: this repository into this namespace; no cluster-wide kind, since none is listed. Who looks on. */
export function appProject({ app, stage, name, gitUrl, settings, destination, freeze }: TargetInput): KubeObject {
  const windows = syncWindows(freeze, name);
  const roles = promoterRoles(app, stage, name, settings.people);
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name, namespace: settings.argocdNamespace, labels: stageLabels(app, stage) },
    spec: {
      description: `${app} in ${stage.name}: one repository into one namespace`,
      sourceRepos: [gitUrl],
      destinations: [{ ...destination, namespace: name }],
      ...(roles.length === 0 ? {} : { roles }),
      ...(windows.length === 0 ? {} : { syncWindows: windows }),
    },
  } satisfies AppProject;
}
