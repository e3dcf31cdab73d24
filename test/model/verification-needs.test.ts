import { describe, expect, test } from "vitest";
import { compile } from "../../model/compile.ts";
import { cloudWatch, datadog, prometheus, type Verification, web } from "../../model/definition.ts";
import { defaultSettings } from "../../model/settings.ts";
import { verificationNeeds } from "../../model/verification-needs.ts";
import { edited } from "./sample.ts";

const needs = (...list: Verification[]) =>
  verificationNeeds(compile(edited({ "stages.staging.verification": list }), defaultSettings));
const condition = { successCondition: "result < 1" };
const asked = { address: "https://prometheus.acme.example", query: "up", ...condition };
const token = { name: "prometheus", key: "token" };

describe("what verifications log in by", () => {
  const nothing = { project: [], platform: [], aws: [] };
  const keys = ["api-key", "app-key"];
  test.each<[string, Verification[], Partial<ReturnType<typeof needs>>]>([
    ["is nothing where nobody is asked", [web({ url: "http://web/healthz", ...condition })], {}],
    [
      "is a key of a Secret for each argument, all of one Secret together",
      [
        prometheus({ ...asked, secrets: { token, other: { name: "prometheus", key: "client" } } }),
        prometheus({ ...asked, name: "again", secrets: { token, third: { name: "other", key: "token" } } }),
      ],
      {
        project: [
          { name: "prometheus", keys: ["client", "token"], stages: ["staging"], datadog: false },
          { name: "other", keys: ["token"], stages: ["staging"], datadog: false },
        ],
      },
    ],
    [
      "is Datadog's Secret in Argo Rollouts' namespace",
      [datadog({ query: "q", ...condition })],
      { platform: [{ name: "datadog", keys, stages: ["staging"], datadog: true }] },
    ],
    [
      "is another Secret there",
      [datadog({ query: "q", ...condition, secretRef: { name: "team" } })],
      { platform: [{ name: "team", keys, stages: ["staging"], datadog: true }] },
    ],
    [
      "is the Project's own, which an argument may read too",
      [
        datadog({
          ...{ query: "{{args.token}}", ...condition },
          ...{ secretRef: { name: "team", namespaced: true }, secrets: { token: { name: "team", key: "token" } } },
        }),
      ],
      { project: [{ name: "team", keys: ["api-key", "app-key", "token"], stages: ["staging"], datadog: true }] },
    ],
    [
      "is the controller's identity for CloudWatch",
      [cloudWatch({ metricDataQueries: [{ id: "a", expression: "b" }], ...condition })],
      { aws: ["staging"] },
    ],
    [
      "is the controller's identity for Amazon's Prometheus",
      [prometheus({ ...asked, authentication: { sigv4: { region: "eu-central-1" } } })],
      { aws: ["staging"] },
    ],
  ])("%s", (_what, list, expected) => {
    expect(needs(...list)).toEqual({ ...nothing, ...expected });
  });
});
