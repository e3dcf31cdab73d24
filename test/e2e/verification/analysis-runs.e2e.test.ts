import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hasApiServer, toolsFolder } from "../../support/api-server.ts";
import { prometheusPassword, type Running, startGoserver, startPrometheus } from "./programs.ts";
import {
  clientSecret,
  cloudWatchServer,
  type DatadogServer,
  datadogKeys,
  datadogServer,
  type LocalServer,
  otherServer,
} from "./providers.ts";
import { cloudWatchRows, datadogRows, nobody, prometheusRows, type Row, webRows } from "./rows.ts";
import { datadogSecret, type RolloutsServer, startRollouts, verdicts } from "./runs.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const login = `Basic ${Buffer.from(`rollouts:${prometheusPassword}`).toString("base64")}`;

describe.skipIf(!hasApiServer())("Argo Rollouts' controller judges what the definition compiles to", () => {
  let rollouts: RolloutsServer;
  let app: Running;
  let metrics: Running;
  let dd: DatadogServer;
  let aws: LocalServer;
  let other: LocalServer;
  const stops: (() => Promise<void>)[] = [];
  const runs: object[] = [];

  beforeAll(async () => {
    [dd, aws, other] = await Promise.all([datadogServer(), cloudWatchServer(), otherServer()]);
    stops.push(dd.stop, aws.stop, other.stop);
    rollouts = await startRollouts({
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "canary-aws-secret",
      AWS_ENDPOINT_URL_CLOUDWATCH: aws.url,
    });
    stops.push(rollouts.stop);
    const { folder, api } = rollouts;
    app = await startGoserver(folder, commit);
    stops.push(app.stop);
    metrics = await startPrometheus(join(toolsFolder, "prometheus"), folder, app.url);
    stops.push(metrics.stop);
    await api.ask("POST", "/api/v1/namespaces", { metadata: { name: "web" } });
    const secret = (namespace: string, name: string, stringData: object) =>
      api.ask("POST", `/api/v1/namespaces/${namespace}/secrets`, { metadata: { name }, stringData });
    const keys = { "api-key": datadogKeys.apiKey, "app-key": datadogKeys.appKey };
    await secret("argo-rollouts", "datadog", { address: dd.url, ...keys });
    await secret("argo-rollouts", "nobody", { address: nobody, ...keys });
    await secret("web", "datadog", { address: dd.url, ...keys });
    await secret("web", "wrong", { address: dd.url, ...keys, "app-key": "canary-other" });
    await secret("web", "logins", { prometheus: login, tests: clientSecret, wrong: "Basic cm9sbG91dHM6d3Jvbmc=" });
    // Before anything is asked of it, Prometheus must have seen the app answer and refuse.
    await fetch(`${app.url}/nowhere`);
    for (const query of ['http_requests_total{code="404"}', 'up{job="gone"}'])
      await vi.waitUntil(async () => (await asked(query)).data.result.length === 1, {
        timeout: 300_000,
        interval: 100,
      });
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  async function asked(query: string): Promise<{ readonly data: { readonly result: readonly unknown[] } }> {
    const url = `${metrics.url}/api/v1/query?query=${encodeURIComponent(query)}`;
    const answer = await fetch(url, { headers: { authorization: login } });
    return (await answer.json()) as Awaited<ReturnType<typeof asked>>;
  }

  /** Carries out rows of one provider at once, and compares all verdicts. */
  async function judged(rows: readonly Row[]): Promise<void> {
    const named = rows.map(([, metric], index) => ({ ...metric, name: `row-${index}` }));
    const found = await verdicts(rollouts.client, named);
    runs.push(...found.runs);
    const table = rows.map(([what], index) => `${what} => ${found.verdicts[index]}`);
    expect(table).toEqual(rows.map(([what, , verdict]) => `${what} => ${verdict}`));
  }

  test("web, asking the app itself", async () => {
    await judged(webRows(app.url, other.url, commit));
  }, 900_000);

  test("Prometheus, which scrapes the app", async () => {
    await judged(prometheusRows(metrics.url, other.url, commit));
  }, 900_000);

  test("Datadog, by both versions of its API", async () => {
    await judged(datadogRows());
    expect([...new Set(dd.asked)].filter((each) => /value:0\.005/.test(each)).sort()).toEqual([
      "GET /api/v1/query value:0.005 over 300 s",
      "POST /api/v2/query/scalar value:0.005 over 300 s",
    ]);
  }, 900_000);

  test("Datadog by rotated keys: the next question is asked by them, without a restart", async () => {
    const [[, metric]] = datadogRows() as [Row];
    const keys = { apiKey: "canary-new-api-key", appKey: "canary-new-app-key" };
    dd.take(keys);
    const refused = 'Error: received authentication error response code: 403 {"errors":["Forbidden"]}';
    await judged([["by the old ones", metric, refused]]);
    const { data } = await datadogSecret(keys);
    await rollouts.client.merge("/api/v1/namespaces/argo-rollouts/secrets/datadog", {
      data: { ...data, address: undefined },
    });
    await judged([["by the new ones", metric, "Successful: 0.005"]]);
  }, 900_000);

  test("CloudWatch, by the controller's own identity", async () => {
    await judged(cloudWatchRows());
    expect(aws.asked).toContain("GetMetricData 2010-08-01 value:0.005 by AKIDEXAMPLE in eu-central-1");
  }, 900_000);

  test("no secret stands in an AnalysisRun, nor in the controller's log", () => {
    const written = `${JSON.stringify(runs)}\n${rollouts.controller.log()}`;
    const secrets = [login, prometheusPassword, clientSecret, ...Object.values(datadogKeys), "canary"];
    expect(runs.length).toBeGreaterThan(30);
    expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
  });
});
