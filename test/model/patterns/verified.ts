/** Each way of verifying, as a pipeline of its own. */
import {
  analysisTemplate,
  cloudWatch,
  clusterAnalysisTemplate,
  datadog,
  expr,
  git,
  image,
  job,
  type Pipeline,
  pipeline,
  prometheus,
  type Verification,
  warehouse,
  web,
  yamlFields,
} from "../../../model/definition.ts";

function verifying(...verification: readonly Verification[]): Pipeline {
  return pipeline("web", {
    warehouses: {
      main: {
        image: image("docker.io/acme/web"),
        git: git("https://github.com/acme/web", { branch: "main", excludePaths: ["stages"] }),
      },
    },
    promotionTemplate: yamlFields({
      folder: (stage) => `stages/${stage.stage}`,
      file: (stage) => `stages/${stage.stage}/deployment.yaml`,
      fields: { "spec.template.spec.containers.0.image": expr.image("image").Tag },
    }),
    stages: { test: { from: warehouse("main"), autoPromotion: true, verification }, prod: { from: "test" } },
  });
}

export const verified: Readonly<Record<string, Pipeline>> = {
  "verified-by-prometheus": verifying(
    prometheus({
      address: "http://prometheus.monitoring:9090",
      query: 'sum(rate(http_requests_total{namespace="{{args.namespace}}",code!~"5.*"}[5m]))',
      successCondition: "result[0] >= 0.95",
      failureLimit: 1,
      args: { namespace: "web-test" },
    }),
  ),
  "verified-by-prometheus-with-a-login": verifying(
    prometheus({
      address: "https://prometheus.acme.example",
      query: 'min(up{job="{{args.app}}"})',
      successCondition: "result[0] == 1",
      args: { app: "web" },
      secrets: { token: { name: "prometheus", key: "token" } },
      headers: [{ key: "Authorization", value: "Bearer {{args.token}}" }],
    }),
    web({
      url: "https://tests.acme.example/last",
      jsonPath: "{$.passed}",
      successCondition: "result == true",
      secrets: { client: { name: "tests", key: "client-secret" } },
      authentication: {
        oauth2: { tokenUrl: "https://id.acme.example/token", clientId: "rollouts", clientSecret: "{{args.client}}" },
      },
    }),
  ),
  "verified-by-datadog": verifying(
    datadog({
      query: "avg:web.errors{env:test}",
      successCondition: "default(result, 0) < 0.01",
      secretRef: { name: "datadog", namespaced: true },
    }),
  ),
  "verified-by-cloudwatch": verifying(
    cloudWatch({
      metricDataQueries: [{ id: "errors", expression: "errors / requests" }],
      successCondition: "result[0].Values[0] < 0.01",
    }),
  ),
  "verified-by-web": verifying(
    web({
      url: "http://web.web-test/healthz",
      jsonPath: "{$.ok}",
      successCondition: "result == true",
      count: 3,
      interval: "10s",
    }),
  ),
  "verified-by-job": verifying(
    job({ image: "docker.io/acme/smoke-test:1.4.2", command: ["smoke"], env: { TARGET: "http://web.web-test" } }),
  ),
  "verified-by-reference": verifying(
    analysisTemplate("error-rate", { namespace: "web-test" }),
    clusterAnalysisTemplate("latency"),
    web({ url: "http://{{args.namespace}}/healthz", successCondition: "result.ok" }),
  ),
};
