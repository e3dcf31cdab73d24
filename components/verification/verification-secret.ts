import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { secretData } from "../git-login.ts";

/** A Secret that AnalysisRuns log in by, in the namespace where Argo Rollouts' controller looks for it. */
export function verificationSecret(
  name: string,
  secret: { readonly name: string; readonly namespace: pulumi.Input<string> },
  data: Readonly<Record<string, pulumi.Input<string>>>,
  options: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret {
  return new k8s.core.v1.Secret(name, { metadata: secret, type: "Opaque", data: secretData(data) }, options);
}
