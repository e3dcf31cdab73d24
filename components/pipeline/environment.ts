import * as pulumi from "@pulumi/pulumi";
import type { CompiledEnvironment, CompiledTarget } from "../../model/compile.ts";
import { kubernetesObject } from "../kubernetes-object.ts";

export interface PipelineEnvironmentArgs {
  /** Name of the pipeline; every child carries it, since one stack may hold several apps. */
  readonly app: string;
  /** The environment as compiled for where it runs. */
  readonly environment: CompiledEnvironment;
}

/**
 * One app in one environment: for each target the namespace it is deployed to, its AppProject, its Application and its
 * Stage, in that order. The Application needs both of the first two to be accepted; the Stage's promotions update the
 * Application. The Kargo Project and its namespace belong to the delivery stack.
 *
 * ```ts
 * new PipelineEnvironment("goserver-dev", { app: "goserver", environment }, { providers: [cluster] });
 * ```
 */
export class PipelineEnvironment extends pulumi.ComponentResource {
  constructor(name: string, args: PipelineEnvironmentArgs, options?: pulumi.ComponentResourceOptions) {
    const { app, environment } = args;
    const facts = {
      app,
      environment: environment.name,
      protected: environment.protected,
      stages: environment.targets.map((target) => target.stageName),
    };
    super("slipway:pipeline:PipelineEnvironment", name, facts, options);
    for (const target of environment.targets) this.addTarget(target);
    this.registerOutputs(facts);
  }

  private addTarget(target: CompiledTarget): void {
    const name = target.applicationName;
    const child = { parent: this };
    const namespace = kubernetesObject(`${name}-namespace`, target.namespace, child);
    const appProject = kubernetesObject(`${name}-app-project`, target.appProject, child);
    const application = kubernetesObject(`${name}-application`, target.application, {
      ...child,
      dependsOn: [namespace, appProject],
    });
    kubernetesObject(`${name}-stage`, target.stage, { ...child, dependsOn: [application] });
  }
}
