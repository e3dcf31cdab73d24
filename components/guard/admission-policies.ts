import * as pulumi from "@pulumi/pulumi";
import type { KubeObject } from "../../model/object.ts";
import { kubernetesObject } from "../kubernetes-object.ts";

export interface AdmissionPoliciesArgs {
  /** Name of the pipeline that is guarded. */
  readonly app: string;
  /** ValidatingAdmissionPolicies, each with its binding of the same name, and what policies ask, such as a freeze's switch. */
  readonly objects: readonly KubeObject[];
}

/**
 * Guards on the API server: policies, each bound once it is there. What they guard comes after {@link inForce}, so that an
 * exception reaches the API server before what it excepts, and nothing guarded is ever there without its guard. On destroy
 * the guarded goes first, then bindings, then policies; guards hold up no deletion.
 *
 * The API server takes note of a policy about a second after it was written.
 *
 * ```ts
 * const guards = new AdmissionPolicies("goserver-prod-guards", { app: "goserver", objects }, { providers: [cluster] });
 * new PipelineEnvironment("goserver-prod", { app: "goserver", environment, after: guards.inForce }, { providers: [cluster] });
 * ```
 */
export class AdmissionPolicies extends pulumi.ComponentResource {
  /** The bindings: with them policies begin to work. */
  readonly inForce: readonly pulumi.Resource[];

  constructor(name: string, args: AdmissionPoliciesArgs, options?: pulumi.ComponentResourceOptions) {
    const { app, objects } = args;
    const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
    const policies = ofKind("ValidatingAdmissionPolicy");
    const facts = { app, policies: policies.map(({ metadata }) => metadata.name) };
    super("slipway:guard:AdmissionPolicies", name, facts, options);
    const child = { parent: this };
    const asked = objects
      .filter(({ apiVersion }) => !apiVersion.startsWith("admissionregistration.k8s.io/"))
      .map((object) => kubernetesObject(`${name}-${object.metadata.name}`, object, child));
    const registered = new Map(
      policies.map((policy) => [policy.metadata.name, kubernetesObject(policy.metadata.name, policy, child)] as const),
    );
    this.inForce = ofKind("ValidatingAdmissionPolicyBinding").map((binding) => {
      const policy = registered.get(binding.metadata.name);
      if (policy === undefined)
        throw new Error(`component "${name}": ${binding.metadata.name} is bound without a policy`);
      return kubernetesObject(`${binding.metadata.name}-binding`, binding, { ...child, dependsOn: [policy, ...asked] });
    });
    this.registerOutputs(facts);
  }
}
