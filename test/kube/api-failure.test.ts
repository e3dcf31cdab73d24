import { expect, test } from "vitest";
import { refused, unreachable } from "../../kube/api-failure.ts";

const list = { verb: "list", resource: "stages.kargo.akuity.io" } as const;
const body = (message: string) => JSON.stringify({ kind: "Status", message });

test.each([
  [
    401,
    { ...list },
    "Unauthorized",
    "the cluster doesn't accept the credentials (401). Log in again, or name another with --context or --kubeconfig",
  ],
  [
    403,
    { ...list },
    'stages is forbidden: User "jane" cannot list',
    'you may not list stages.kargo.akuity.io in all namespaces on the cluster (403). The server says: stages is forbidden: User "jane" cannot list. Ask whoever runs the cluster for the verb "list" on stages.kargo.akuity.io, or name a Project',
  ],
  [
    403,
    { verb: "create", resource: "promotions.kargo.akuity.io", namespace: "shop" } as const,
    "promotions.kargo.akuity.io \"prod\" is forbidden: ValidatingAdmissionPolicy 'a' with binding 'a' denied request: G16: prod of shop is frozen",
    "the cluster refuses to create promotions.kargo.akuity.io in namespace shop: G16: prod of shop is frozen",
  ],
  [
    404,
    { verb: "list", resource: "applications.argoproj.io" } as const,
    "not found",
    "the cluster doesn't know applications.argoproj.io: Argo CD isn't installed there, or its CRDs are missing. Install it, or name another cluster with --context or --kubeconfig",
  ],
  [
    500,
    { ...list, namespace: "shop" },
    "etcd is slow.",
    "the cluster answered 500 to list stages.kargo.akuity.io in namespace shop: etcd is slow",
  ],
])("an answer %i is told in words", (status, asked, message, expected) => {
  expect(refused("the cluster", asked, status, body(message)).message).toBe(expected);
});

test.each([
  [
    "ECONNREFUSED",
    "connect",
    "the cluster can't be reached: nothing listens there (ECONNREFUSED). Is it running, and is this machine's network up; or name another with --context or --kubeconfig",
  ],
  [
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "self-signed",
    "the cluster can't be reached: its certificate isn't one that the kubeconfig trusts (DEPTH_ZERO_SELF_SIGNED_CERT). Mend certificate-authority-data in the kubeconfig; or name another with --context or --kubeconfig",
  ],
])("no answer (%s) is told in words", (code, message, expected) => {
  expect(unreachable("the cluster", Object.assign(new Error(message), { code })).message).toBe(expected);
});

test("no secret that a server repeats gets into a message", () => {
  const token = `ghp_${"a1B2c3D4e5".repeat(4)}`;
  expect(refused("the cluster", list, 500, body(`bad ${token}`)).message).not.toContain(token);
});
