import { RepositoryCredentials } from "../components/argocd/repository-credentials.ts";
import { argocdWebhookSecret } from "../components/argocd/webhook-secret.ts";
import { AdmissionPolicies } from "../components/guard/admission-policies.ts";
import { DeliveryPipeline } from "../components/pipeline/delivery.ts";
import { deliveryGuards } from "../model/compile/guards.ts";
import type { Pipeline } from "../model/definition.ts";
import { clusterProvider } from "./cluster-provider.ts";
import { compileAll } from "./compile-all.ts";
import { notifySecretOf } from "./notify-secret.ts";
import { requireServed } from "./places.ts";
import type { StackSettings } from "./settings.ts";
import { sourceWebhooks } from "./source-webhooks.ts";
import { verificationSecretsOf } from "./verification-secrets.ts";

/** What the delivery stack exports. */
export interface DeliveryOutputs {
  /** By app: the digest an environment stack must come to as well. */
  readonly digest: Readonly<Record<string, string>>;
  /** By app: its Kargo Project. */
  readonly project: Readonly<Record<string, string>>;
}

/** What the Stages of every pipeline stand on: repository credentials, Kargo Projects, Warehouses, and their guards. */
export async function delivery(settings: StackSettings, pipelines: readonly Pipeline[]): Promise<DeliveryOutputs> {
  const compiled = compileAll(pipelines, settings.compile, settings.guards);
  requireServed(settings, compiled);
  const { gitLogin, imageLogins, webhooks = [] } = settings;
  const { argocdNamespace } = settings.compile;
  const secrets = webhooks.length === 0 ? undefined : await sourceWebhooks(settings.sourceStack);
  const provider = clusterProvider(settings.clusterAccess);
  const providers = [provider];

  const argocdLogin = settings.argocdGitLogin ?? gitLogin;
  if (argocdLogin !== undefined) {
    const urls = [...new Set(compiled.flatMap((each) => each.repositories.git))];
    new RepositoryCredentials("argocd", { argocdNamespace, urls, login: argocdLogin }, { providers });
  }
  if (secrets !== undefined && webhooks.includes("argocd")) {
    argocdWebhookSecret(argocdNamespace, secrets.argocd, { provider });
  }
  const delivered = compiled.map((each, index) => {
    const { app } = each;
    const given = {
      ...(gitLogin === undefined ? {} : { gitLogin }),
      ...(imageLogins === undefined ? {} : { imageLogins }),
      ...(secrets === undefined ? {} : { webhooks: secrets.of(each.project, webhooks) }),
      ...notifySecretOf(pipelines[index], settings.notify),
      ...verificationSecretsOf(each, settings.verification),
    };
    const objects = deliveryGuards(each, settings.guards);
    const { inForce: after } = new AdmissionPolicies(`${app}-guards`, { app, objects }, { providers });
    return [app, new DeliveryPipeline(app, { compiled: each, ...given, after }, { providers })] as const;
  });

  return {
    digest: Object.fromEntries(delivered.map(([app, pipeline]) => [app, pipeline.digest])),
    project: Object.fromEntries(delivered.map(([app, pipeline]) => [app, pipeline.project])),
  };
}
