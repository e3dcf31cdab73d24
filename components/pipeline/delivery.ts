import * as pulumi from "@pulumi/pulumi";
import type { Compiled } from "../../model/compile.ts";
import { type ImageLogins, loginFor } from "../../model/source/image-logins.ts";
import { type Receiver, withReceivers } from "../../model/source/webhooks.ts";
import { type GitLogin, repositoryName } from "../git-login.ts";
import { type NotifySecret, notifySecret } from "../kargo/notify-secret.ts";
import { repositoryCredentials } from "../kargo/repository-credentials.ts";
import { type ReceiverSecrets, webhookSecrets } from "../kargo/webhook-secrets.ts";
import { kubernetesObject, withAnnotation } from "../kubernetes-object.ts";
import { patience } from "../patience.ts";
import { verificationSecret } from "../verification/verification-secret.ts";
import { protection } from "./protection.ts";

export interface DeliveryPipelineArgs {
  /** A pipeline compiled for where it runs. */
  readonly compiled: Compiled;
  /** Lets Kargo clone and push every Git repository of the pipeline. Left out: Kargo gets no credentials. */
  readonly gitLogin?: GitLogin;
  /** Lets Kargo look for images and charts. Default: it looks as anybody may. */
  readonly imageLogins?: ImageLogins;
  /** Receivers of webhooks with their secrets. Default: Kargo looks at each Warehouse's interval. */
  readonly webhooks?: ReceiverSecrets;
  /** The Secret by which Promotions that fail find their chat. Default: it comes from elsewhere, or none is told. */
  readonly notify?: NotifySecret;
  /** Data of the Secrets that verifications log in by, by name. Default: they come from elsewhere, or none is needed. */
  readonly verification?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
  /** What has to be there before what it guards: its guards. Default: nothing. */
  readonly after?: readonly pulumi.Resource[];
}

/**
 * What one app's Stages stand on: the Kargo Project with its namespace, ProjectConfig, Warehouses, PromotionTasks and,
 * where given, Kargo's credentials and the receivers of webhooks.
 *
 * The namespace is declared before the Project and carries Kargo's label, so that Kargo adopts it and it exists for
 * whatever else belongs there. On destroy the Project, which depends on the namespace, goes first; Kargo removes the
 * namespace with it, and deleting an object that is gone already is not an error. Where one of the app's environments is
 * protected, Pulumi deletes neither until that protection is taken off: all Freight and every Stage would go with them.
 * Kargo's annotation `keep-namespace` is no such protection, since it only spares the namespace.
 *
 * ```ts
 * new DeliveryPipeline("goserver", { compiled: compile(goserver, settings) }, { providers: [cluster] });
 * ```
 */
export class DeliveryPipeline extends pulumi.ComponentResource {
  /** Name of the Kargo Project and of its namespace. */
  readonly project: string;
  /** Digest of the delivery part and the graph: an environment compiled from another definition has another one. */
  readonly digest: string;

  constructor(name: string, args: DeliveryPipelineArgs, options?: pulumi.ComponentResourceOptions) {
    const { compiled, gitLogin, imageLogins = {}, webhooks = {}, after = [] } = args;
    const { namespace, project, projectConfig, warehouses, promotionTasks } = compiled.delivery;
    super("slipway:pipeline:DeliveryPipeline", name, { app: compiled.app, digest: compiled.digest }, options);
    const child = { parent: this };
    const kept = { ...child, ...protection(compiled.environments.some((environment) => environment.protected)) };

    // All else comes after the namespace; where that isn't deleted, since it is protected, its guards aren't either.
    const ownNamespace = kubernetesObject(`${name}-namespace`, namespace, { ...kept, dependsOn: [...after] });
    // Kargo creates roles and marks the namespace as its own before the Project is Ready; what is created in the
    // namespace earlier can be refused by its webhooks.
    const readyProject = kubernetesObject(
      `${name}-project`,
      withAnnotation(project, "pulumi.com/waitFor", "condition=Ready"),
      // The first object that Kargo's webhooks see: right after its installation they may not answer yet.
      { ...kept, ...patience(`${name}-project`), dependsOn: [ownNamespace] },
    );
    const inProject = { ...child, dependsOn: [readyProject] };
    const inNamespace = { namespace: project.metadata.name };
    const { git, images, charts } = compiled.repositories;
    if (gitLogin !== undefined) {
      for (const repoUrl of git) {
        const secret = { ...inNamespace, type: "git", repoUrl, login: gitLogin } as const;
        repositoryCredentials(`${name}-git-${repositoryName(repoUrl)}`, secret, inProject);
      }
    }
    for (const [type, repoUrls] of [
      ["image", images],
      ["helm", charts],
    ] as const) {
      for (const repoUrl of repoUrls) {
        const login = loginFor(repoUrl, imageLogins);
        if (login === undefined) continue;
        repositoryCredentials(
          `${name}-${type}-${repositoryName(repoUrl)}`,
          { ...inNamespace, type, repoUrl, login },
          inProject,
        );
      }
    }
    if (args.notify !== undefined) notifySecret(`${name}-notify`, project.metadata.name, args.notify, inProject);
    for (const [secret, data] of Object.entries(args.verification ?? {}))
      verificationSecret(
        `${name}-verification-${secret}`,
        { name: secret, namespace: project.metadata.name },
        data,
        inProject,
      );
    const listening = webhookSecrets(name, project.metadata.name, webhooks, inProject);
    const guarded = { ...child, dependsOn: [readyProject, ...after] };
    const receivers = withReceivers(projectConfig, Object.keys(webhooks) as Receiver[]);
    kubernetesObject(`${name}-project-config`, receivers, {
      ...guarded,
      dependsOn: [...guarded.dependsOn, ...listening],
    });
    for (const warehouse of warehouses) {
      kubernetesObject(`${name}-warehouse-${warehouse.metadata.name}`, warehouse, inProject);
    }

    for (const task of promotionTasks) {
      kubernetesObject(`${name}-promotion-task-${task.metadata.name}`, task, inProject);
    }

    this.project = compiled.project;
    this.digest = compiled.digest;
    this.registerOutputs({ project: this.project, digest: this.digest });
  }
}
