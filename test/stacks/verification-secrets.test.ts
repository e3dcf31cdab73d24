import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, test, vi } from "vitest";
import { compile } from "../../model/compile.ts";
import { datadog, prometheus, web } from "../../model/definition.ts";
import { defaultSettings } from "../../model/settings.ts";
import { verificationSecretsOf } from "../../stacks/verification-secrets.ts";
import { edited } from "../model/sample.ts";

const condition = { successCondition: "result < 1" };
const compiled = compile(
  edited({
    "stages.staging.verification": [
      datadog({ query: "errors", ...condition, secretRef: { name: "datadog", namespaced: true } }),
      prometheus({
        ...{ address: "https://prometheus.acme.example", query: "up", ...condition },
        secrets: { token: { name: "prometheus", key: "token" } },
      }),
    ],
  }),
  defaultSettings,
);
const data = { datadog: { "api-key": "api Canary", "app-key": "app Canary" }, prometheus: { token: "Canary" } };

afterEach(() => vi.restoreAllMocks());
function warnings(): string[] {
  const said: string[] = [];
  vi.spyOn(pulumi.log, "warn").mockImplementation(async (text) => void said.push(text));
  return said;
}

describe("Secrets of verification", () => {
  test("are made of what config has, but for those that nobody reads", () => {
    const said = warnings();
    const address = "https://api.datadoghq.eu";
    const all = { ...data, datadog: { ...data.datadog, address } };
    expect(verificationSecretsOf(compiled, { ...all, other: { key: "x" } })).toEqual({ verification: all });
    expect(said).toEqual([]);
  });

  test("come from elsewhere where config has none, which is said", () => {
    const said = warnings();
    expect(verificationSecretsOf(compiled, { prometheus: data.prometheus })).toEqual({
      verification: { prometheus: data.prometheus },
    });
    expect(said).toEqual([
      "goserver: verification of staging logs in by Secret goserver/datadog, which slipway:verification doesn't have: it has to come from elsewhere. " +
        `Or run: pulumi config set --secret slipway:verification '{"datadog":{"api-key":"…","app-key":"…"}}'`,
    ]);
  });

  test("are nobody's business where verification needs none", () => {
    const said = warnings();
    const without = compile(
      edited({ "stages.staging.verification": [web({ url: "http://web", ...condition })] }),
      defaultSettings,
    );
    expect([verificationSecretsOf(without, data), verificationSecretsOf(without), said]).toEqual([{}, {}, []]);
  });

  test("that can't be right are told all at once, without a value", () => {
    const wrong = {
      datadog: { "api-key": "Canary\n", address: "https://api.datadoghq.eu/api/" },
      prometheus: { token: "" },
    };
    const again = "Set slipway:verification again with the right value";
    const refused = () => verificationSecretsOf(compiled, wrong);
    expect(refused).toThrow(
      [
        "config of the delivery stack: 4 errors",
        "  error slipway:verification.datadog: verification of staging of goserver reads keys that this Secret doesn't have (got api-key, address; allowed api-key, app-key). Add app-key. [verification-secret]",
        `  error slipway:verification.datadog.address: This isn't the address of an API of Datadog's (got "https://api.datadoghq.eu/api/"; allowed the site's API, without a path: https://api.datadoghq.com, https://api.datadoghq.eu, https://api.us5.datadoghq.com). ${again}. [verification-secret]`,
        `  error slipway:verification.datadog.api-key: This has white space around it, perhaps the end of a line (got a text that is no token of a known kind, 7 characters). ${again}. [verification-secret]`,
        `  error slipway:verification.prometheus.token: This is empty. ${again}. [verification-secret]`,
      ].join("\n"),
    );
    expect(refused).not.toThrow("Canary");
  });
});
