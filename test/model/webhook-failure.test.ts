import { expect, test } from "vitest";
import { gaveUpText, webhookFailure } from "../../model/webhook-failure.ts";

// As kube-apiserver 1.36.1 says it, within the provider's and helm's own words.
const refused =
  'resource "urn:x" was not successfully created by the Kubernetes API server: Internal error occurred: failed calling webhook ' +
  '"project.kargo.akuity.io": failed to call webhook: Post "https://kargo-webhooks-server.kargo.svc:443/mutate?timeout=10s": ' +
  "dial tcp 10.96.1.2:443: connect: connection refused";

test.each([
  [
    "a refused connection",
    refused,
    {
      webhook: "project.kargo.akuity.io",
      reason: "dial tcp 10.96.1.2:443: connect: connection refused",
      service: { name: "kargo-webhooks-server", namespace: "kargo" },
    },
  ],
  [
    "a certificate that nobody vouches for yet",
    'INSTALLATION FAILED: Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: Post "https://127.0.0.1:4443/v": tls: failed to verify certificate: x509: certificate signed by unknown authority\nmore',
    {
      webhook: "webhook.cert-manager.io",
      reason: "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    },
  ],
  [
    "a Service without Pods",
    'Internal error occurred: failed calling webhook "stage.kargo.akuity.io": failed to call webhook: no endpoints available for service "kargo-webhooks-server"',
    { webhook: "stage.kargo.akuity.io", reason: 'no endpoints available for service "kargo-webhooks-server"' },
  ],
  ["a refusal", 'admission webhook "project.kargo.akuity.io" denied the request: no', undefined],
  ["anything else", "namespaces is forbidden", undefined],
])("a webhook that can't be asked is told from a webhook that answers: %s", (_, message, expected) => {
  expect(webhookFailure(message)).toEqual(expected);
});

test("what was waited for is said with what to look at", () => {
  const failure = webhookFailure(refused);
  expect(failure && gaveUpText(failure, 20)).toBe(
    "waited for the admission webhook project.kargo.akuity.io, which didn't answer in 20 tries: dial tcp 10.96.1.2:443: " +
      "connect: connection refused. See what serves it: kubectl --namespace kargo get pods,services,endpointslices " +
      "(Service kargo-webhooks-server). Nothing is half done: once it answers, the same run goes on from here.",
  );
});
