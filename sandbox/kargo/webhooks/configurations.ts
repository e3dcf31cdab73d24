import type { KubeObject } from "../../../model/object.ts";
import { mutating, pathOf, type Registered, validating } from "./registered.ts";

/**
 * What makes the API server ask the webhooks: the chart's configurations, with a URL where the chart names a Service.
 *
 * @param server `https://127.0.0.1:PORT`
 * @param certificateAuthority PEM
 */
export function webhookConfigurations(server: string, certificateAuthority: string): KubeObject[] {
  const caBundle = Buffer.from(certificateAuthority).toString("base64");
  const webhook = (does: "mutate" | "validate", registered: Registered) => ({
    name: `${registered.kind}.kargo.akuity.io`,
    admissionReviewVersions: ["v1"],
    sideEffects: registered.kind.startsWith("project") ? "NoneOnDryRun" : "None",
    clientConfig: { url: `${server}${pathOf(does, registered)}`, caBundle },
    rules: [
      {
        scope: registered.scope ?? "Namespaced",
        apiGroups: ["kargo.akuity.io"],
        apiVersions: ["v1alpha1"],
        resources: registered.resources,
        operations: registered.operations,
      },
    ],
    failurePolicy: "Fail",
  });
  const configuration = (kind: string, webhooks: readonly object[]): KubeObject => ({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind,
    metadata: { name: "kargo" },
    webhooks,
  });
  return [
    configuration(
      "MutatingWebhookConfiguration",
      mutating.map((each) => webhook("mutate", each)),
    ),
    configuration(
      "ValidatingWebhookConfiguration",
      validating.map((each) => webhook("validate", each)),
    ),
  ];
}
