import { expect, test } from "vitest";
import { ConfigReader } from "../../stacks/config-reader.ts";
import { readPipelines } from "../../stacks/pipelines-setting.ts";
import { readCompileConfig } from "../../stacks/settings.ts";

const source = (value: string) => ({
  project: "slipway",
  stack: "dev",
  values: { "slipway:role": "environment", "slipway:pipelines": value },
  secretKeys: [] as string[],
});

test.each([
  ["a name alone", "shop", `["shop"]`],
  ["names with commas", "shop, till-2", `["shop","till-2"]`],
  ["a list without quotes", "[shop]", `["shop"]`],
  ["a name in JSON", '"shop"', `["shop"]`],
  ["a list in single quotes", "['shop']", `["shop"]`],
  ["an object", '{"shop": true}', `["NAME"]`],
  ["what no folder is called", "apps/Shop", `["NAME"]`],
  ["nothing in it", '[""', `["NAME"]`],
  ["a token by mistake", `pul-${"0123456789".repeat(4)}, shop`, `["NAME"]`],
])("%s: the fix names the apps at hand", (_, value, fixed) => {
  const reader = new ConfigReader(source(value));
  expect(readPipelines(reader)).toEqual([]);
  expect(reader.problems.map(({ fix }) => fix)).toEqual([
    `Run: pulumi config set --stack dev slipway:pipelines '${fixed}'`,
  ]);
});

test("a list is read as it is", () => {
  const reader = new ConfigReader(source('["shop", "till"]'));
  expect({ names: readPipelines(reader), problems: reader.problems }).toEqual({
    names: ["shop", "till"],
    problems: [],
  });
});

test("of an encrypted list no name is known, and none is guessed", () => {
  expect(() => readCompileConfig({ ...source("x"), secretKeys: ["slipway:pipelines"] })).toThrow(
    `error slipway:pipelines: this value is encrypted, and only Pulumi could decrypt it. Set it in the clear: pulumi config set --stack dev slipway:pipelines '["NAME"]'. [config-encrypted]`,
  );
});
