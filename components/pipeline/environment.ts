import * as pulumi from "@pulumi/pulumi";
import type { CompiledEnvironment, CompiledTarget } from "../../model/compile.ts";
import type { KubeObject } from "../../model/object.ts";
import type { ImageLogins } from "../../model/source/image-logins.ts";
import { kubernetesObject } from "../kubernetes-object.ts";
import { type Protection, protection } from "./protection.ts";
import { pullSecret } from "./pull-secret.ts";

export interface PipelineEnvironmentArgs {
  /** Name of the pipeline; every child carries it, since one stack may hold several apps. */
  readonly app: string;
  /** The environment as compiled for where it runs. */
  readonly environment: CompiledEnvironment;
  /** Providers of clusters beside the component's own, by name. Default: none, and all of it is in one cluster. */
  readonly elsewhere?: ReadonlyMap<string, pulumi.ProviderResource>;
  /** What has to be there before: its guards. Default: nothing. */
  readonly after?: readonly pulumi.Resource[];
  /** The same of what a target has in another cluster, by the cluster's name; other targets don't wait. Default: nothing. */
  readonly afterThere?: ReadonlyMap<string, readonly pulumi.Resource[]>;
  /** Lets nodes pull these of the app's images. Default: they pull as anybody may. */
  readonly pull?: { readonly images: readonly string[]; readonly logins: ImageLogins };
}

/**
 * One app in one environment: for each target the namespace it is deployed to, its AppProject, its Application and its
 * Stage (with its AnalysisTemplates), in that order. A control-flow Stage has nothing but itself. The Application needs
 * both of the first two to be accepted; the Stage's promotions update the Application. The Kargo Project and its namespace
 * belong to the delivery stack.
 *
 * A target in a cluster with an Argo CD of its own has namespace, AppProject and Application there. In one that the platform's
 * Argo CD deploys to, the namespace came with Argo CD's rights, from the platform stack. Stages are always where Kargo is.
 *
 * Of a protected environment Pulumi deletes none of the four, until its protection is taken off. AnalysisTemplates come
 * and go with the definition's verification; only the Stage that names them keeps anything. Promoters come and go with
 * the settings: after the guards, since whoever may promote is held by them.
 *
 * ```ts
 * new PipelineEnvironment("goserver-dev", { app: "goserver", environment }, { providers: [cluster] });
 * ```
 */
export class PipelineEnvironment extends pulumi.ComponentResource {
  constructor(name: string, args: PipelineEnvironmentArgs, options?: pulumi.ComponentResourceOptions) {
    const { app, environment, elsewhere = new Map(), after = [], afterThere, pull } = args;
    const facts = {
      app,
      environment: environment.name,
      protected: environment.protected,
      stages: environment.targets.map((target) => target.stageName),
    };
    super("slipway:pipeline:PipelineEnvironment", name, facts, options);
    this.addPromoters(`${app}-${environment.name}`, environment.promoters, after);
    for (const target of environment.targets) {
      const there = afterThere?.get(target.place?.cluster ?? "") ?? [];
      this.addTarget(target, { elsewhere, after: [...after, ...there], pull }, protection(environment.protected));
    }
    this.registerOutputs(facts);
  }

  /** The binding last: it names the two others. */
  private addPromoters(name: string, promoters: readonly KubeObject[], after: readonly pulumi.Resource[]): void {
    const registered: pulumi.Resource[] = [];
    for (const object of promoters) {
      const before = object.kind === "RoleBinding" ? registered : [];
      const part = { ServiceAccount: "account", Role: "role" }[object.kind] ?? "binding";
      const options = { parent: this, dependsOn: [...after, ...before] };
      registered.push(kubernetesObject(`${name}-promoters-${part}`, object, options));
    }
  }

  private addTarget(target: CompiledTarget, { elsewhere, after, pull }: Surroundings, protect: Protection): void {
    const name = target.applicationName;
    const there = providerThere(target, elsewhere);
    const byItsArgoCd = target.place?.shard === undefined ? {} : there;
    const child = { parent: this, dependsOn: [...after] };
    const kept = (dependsOn: readonly pulumi.Resource[]) => ({
      parent: this,
      ...protect,
      dependsOn: [...after, ...dependsOn],
    });
    const optional = (part: string, object: KubeObject | undefined, dependsOn: readonly pulumi.Resource[]) =>
      object === undefined ? [] : [kubernetesObject(`${name}-${part}`, object, { ...kept(dependsOn), ...byItsArgoCd })];
    const namespace = optional("namespace", target.namespace, []);
    const appProject = optional("app-project", target.appProject, []);
    const secret =
      pull === undefined || target.application === undefined
        ? undefined
        : pullSecret(`${name}-registry-login`, name, pull.images, pull.logins, {
            parent: this,
            ...there,
            dependsOn: namespace,
          });
    const before = [...namespace, ...appProject, ...(secret === undefined ? [] : [secret])];
    const application = optional("application", target.application, before);
    const analysisTemplates = target.analysisTemplates.map((object) =>
      kubernetesObject(`${name}-analysis-template-${object.metadata.name}`, object, child),
    );
    kubernetesObject(`${name}-stage`, target.stage, kept([...application, ...analysisTemplates]));
  }
}

interface Surroundings extends Required<Pick<PipelineEnvironmentArgs, "elsewhere" | "after">> {
  readonly pull: PipelineEnvironmentArgs["pull"];
}

/** @throws Error for a target that needs another cluster's provider and finds none: all of it would end up here */
function providerThere(
  { place, stageName }: CompiledTarget,
  elsewhere: ReadonlyMap<string, pulumi.ProviderResource>,
): { readonly provider?: pulumi.ProviderResource } {
  const provider = place === undefined ? undefined : elsewhere.get(place.cluster);
  if (place?.shard !== undefined && provider === undefined)
    throw new Error(`Stage ${stageName} needs the provider of cluster ${place.cluster}`);
  return provider === undefined ? {} : { provider };
}
