import { expect, test } from "vitest";
import { gaveUpText, passingFailure } from "../../model/passing-failure.ts";

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
      awaited: "the admission webhook project.kargo.akuity.io",
      reason: "dial tcp 10.96.1.2:443: connect: connection refused",
      look: "what serves it: kubectl --namespace kargo get pods,services,endpointslices (Service kargo-webhooks-server)",
    },
  ],
  [
    "a certificate that nobody vouches for yet",
    'INSTALLATION FAILED: Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: Post "https://127.0.0.1:4443/v": tls: failed to verify certificate: x509: certificate signed by unknown authority\nmore',
    {
      awaited: "the admission webhook webhook.cert-manager.io",
      reason: "tls: failed to verify certificate: x509: certificate signed by unknown authority",
      look: "what serves it",
    },
  ],
  [
    "a Service without Pods",
    'Internal error occurred: failed calling webhook "stage.kargo.akuity.io": failed to call webhook: no endpoints available for service "kargo-webhooks-server"',
    {
      awaited: "the admission webhook stage.kargo.akuity.io",
      reason: 'no endpoints available for service "kargo-webhooks-server"',
      look: "what serves it",
    },
  ],
  [
    "a namespace that helm took back with the try before",
    'INSTALLATION FAILED: release kargo failed, and has been uninstalled due to atomic being set: failed to create resource: roles.rbac.authorization.k8s.io "kargo-cluster-secrets-reader" is forbidden: unable to create new content in namespace kargo-cluster-secrets because it is being terminated',
    {
      awaited: "Namespace kargo-cluster-secrets to be gone",
      reason: "it is being terminated",
      look: "what holds it: slipway doctor",
    },
  ],
  ["a refusal", 'admission webhook "project.kargo.akuity.io" denied the request: no', undefined],
  ["anything else", "namespaces is forbidden", undefined],
])("what passes by itself is told from an answer: %s", (_, message, expected) => {
  expect(passingFailure(message)).toEqual(expected);
});

test("a namespace that isn't there is waited for after an earlier try alone, which may have taken it along", () => {
  const gone = 'failed to create resource: namespaces "kargo-cluster-secrets" not found';
  expect(passingFailure(gone)).toBeUndefined();
  expect(passingFailure(gone, true)).toEqual({
    awaited: "Namespace kargo-cluster-secrets",
    reason: "it went with the try before",
    look: "whether it is there: kubectl get namespace kargo-cluster-secrets",
  });
});

test("what was waited for is said with what to look at", () => {
  const failure = passingFailure(refused);
  expect(failure && gaveUpText(failure, 20)).toBe(
    "waited for the admission webhook project.kargo.akuity.io in 20 tries: dial tcp 10.96.1.2:443: " +
      "connect: connection refused. See what serves it: kubectl --namespace kargo get pods,services,endpointslices " +
      "(Service kargo-webhooks-server). Nothing is half done: afterwards the same run goes on from here.",
  );
});
