import { expect, test } from "vitest";
import { splitChart } from "../../../../sandbox/kargo/official/chart.ts";

const rendered = `---
apiVersion: v1
kind: ConfigMap
metadata: {name: kargo-api, namespace: kargo}
data: {LOG_LEVEL: INFO, KARGO_NAMESPACE: kargo}
---
apiVersion: v1
kind: Secret
metadata: {name: kargo-api, namespace: kargo}
stringData: {ADMIN_ACCOUNT_PASSWORD_HASH: hash}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: kargo-api, namespace: kargo}
spec:
  template:
    spec:
      containers:
        - name: api
          env:
            - {name: GOMAXPROCS, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
            - {name: PLAIN, value: "1"}
          envFrom:
            - configMapRef: {name: kargo-api}
            - secretRef: {name: kargo-api}
---
apiVersion: v1
kind: Service
metadata: {name: kargo-api, namespace: kargo}
---
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: kargo}
webhooks:
  - name: freight.kargo.akuity.io
    sideEffects: None
    clientConfig: {service: {namespace: kargo, name: kargo-webhooks-server, path: /mutate-freight}}
`;

test("a chart's processes are told apart from its objects, and its webhooks lead to the process", () => {
  const chart = splitChart(rendered, { url: "https://127.0.0.1:9443", certificateAuthority: "PEM" });
  expect(chart.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    "ConfigMap kargo-api",
    "Secret kargo-api",
  ]);
  expect(chart.environments).toEqual({
    "kargo-api": { LOG_LEVEL: "INFO", KARGO_NAMESPACE: "kargo", ADMIN_ACCOUNT_PASSWORD_HASH: "hash", PLAIN: "1" },
  });
  expect(chart.webhooks).toEqual([
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      metadata: { name: "kargo" },
      webhooks: [
        {
          name: "freight.kargo.akuity.io",
          sideEffects: "None",
          clientConfig: { url: "https://127.0.0.1:9443/mutate-freight", caBundle: "UEVN" },
        },
      ],
    },
  ]);
});
