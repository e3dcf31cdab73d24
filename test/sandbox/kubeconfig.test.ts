import { expect, test } from "vitest";
import { kubeconfigText } from "../../sandbox/kubeconfig.ts";

test("a kubeconfig names its cluster, user and namespace", () => {
  const text = kubeconfigText({
    server: "https://127.0.0.1:1",
    certificateAuthority: "CA",
    user: "jane",
    token: "t",
    namespace: "argocd",
  });
  expect(text).toBe(`apiVersion: v1
kind: Config
clusters:
  - name: slipway-sandbox
    cluster:
      server: https://127.0.0.1:1
      certificate-authority-data: Q0E=
users:
  - name: jane
    user:
      token: t
contexts:
  - name: slipway-sandbox
    context:
      cluster: slipway-sandbox
      user: jane
      namespace: argocd
current-context: slipway-sandbox
`);
});
