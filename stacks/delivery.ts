import { RepositoryCredentials } from "../components/argocd/repository-credentials.ts";
import { AdmissionPolicies } from "../components/guard/admission-policies.ts";
import { DeliveryPipeline } from "../components/pipeline/delivery.ts";
import { deliveryGuards } from "../model/compile/guards.ts";
import type { Pipeline } from "../model/definition.ts";
import { clusterProvider } from "./cluster-provider.ts";
import { compileAll } from "./compile-all.ts";
import type { StackSettings } from "./settings.ts";

/** What the delivery stack exports. */
export interface DeliveryOutputs {
  /** By app: the digest an environment stack must come to as well. */
  readonly digest: Readonly<Record<string, string>>;
  /** By app: its Kargo Project. */
  readonly project: Readonly<Record<string, string>>;
}

/** What the Stages of every pipeline stand on: repository credentials, Kargo Projects, Warehouses, and their guards. */
export function delivery(settings: StackSettings, pipelines: readonly Pipeline[]): DeliveryOutputs {
  const compiled = compileAll(pipelines, settings.compile, settings.guards);
  const login = settings.gitLogin;
  const providers = [clusterProvider(settings.clusterAccess)];

  if (login !== undefined) {
    const urls = [...new Set(compiled.flatMap((each) => each.repositories.git))];
    new RepositoryCredentials(
      "argocd",
      { argocdNamespace: settings.compile.argocdNamespace, urls, login },
      { providers },
    );
  }
  const delivered = compiled.map((each) => {
    const gitLogin = login === undefined ? {} : { gitLogin: login };
    const { app } = each;
    const objects = deliveryGuards(each, settings.guards);
    const { inForce: after } = new AdmissionPolicies(`${app}-guards`, { app, objects }, { providers });
    return [app, new DeliveryPipeline(app, { compiled: each, ...gitLogin, after }, { providers })] as const;
  });

  return {
    digest: Object.fromEntries(delivered.map(([app, pipeline]) => [app, pipeline.digest])),
    project: Object.fromEntries(delivered.map(([app, pipeline]) => [app, pipeline.project])),
  };
}
