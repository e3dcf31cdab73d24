import { expect, test } from "vitest";
import { compile, targetsOf } from "../../../../model/compile.ts";
import { checkFile } from "../../../../model/manifests/check-object.ts";
import { readManifests } from "../../../../model/manifests/read.ts";
import type { KubeObject } from "../../../../model/object.ts";
import { defaultSettings } from "../../../../model/settings.ts";
import { versions } from "../../../../model/versions.ts";
import { toYaml } from "../../../../model/yaml.ts";
import { schemaErrors } from "../../../support/schemas.ts";
import { at, edited } from "../../sample.ts";

const notify = { host: "https://hooks.slack.com", secret: "chat" };
const steps = (stage: KubeObject) => at(stage, "spec.promotionTemplate.spec.steps") as { uses: string; as?: string }[];
const stages = (changes: Readonly<Record<string, unknown>>) =>
  targetsOf(compile(edited(changes), defaultSettings)).map(({ stage }) => stage);

test("every promoted Stage posts to the chat as its last step, only after a failure", () => {
  const told = stages({ notify });
  const before = stages({});
  expect(told.map((stage) => steps(stage).slice(0, -1))).toEqual(before.map(steps));
  expect(steps(told[1] as KubeObject).at(-1)).toEqual({
    uses: "http",
    as: "notify-failure",
    if: "${{ failure() }}",
    retry: { timeout: "2m0s", errorThreshold: 3 },
    config: {
      method: "POST",
      url: "https://hooks.slack.com${{ secret('chat').path }}",
      headers: [{ name: "Content-Type", value: "application/json" }],
      body:
        "${{ asJSON({\"text\": 'goserver: Freight ' + ctx.targetFreight.alias + ' (commit ' + (" +
        "commitFrom('https://github.com/acme/goserver')?.ID ?? \"none\")[:12] + ')' + ' was not promoted to staging.\\n' + " +
        'join(sort(map(filter(values(stepMetas), string(.Status) in ["Failed", "Errored"] && !.ContinueOnError), string(.Message))), "\\n")[:1500] + ' +
        "'\\nPromotion ' + ctx.promotion + '\\nNow: slipway status goserver\\nOnce it is mended: slipway promote goserver --stage staging --freight ' + " +
        "ctx.targetFreight.alias}) }}",
      successExpression: "response.status < 300",
      failureExpression: "response.status >= 300 && response.status < 500",
      pollInterval: "10s",
    },
  });
});

test("what it adds has the step's schema, and its expressions are ones that Kargo knows", () => {
  for (const stage of stages({ notify })) {
    expect(schemaErrors(stage)).toEqual([]);
    const read = readManifests("stage.yaml", toYaml([stage]), false);
    const findings = checkFile(read, { kargo: versions.kargo, enterprise: false });
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  }
});

test("a Stage that only lets Freight soak or pass tells nobody", () => {
  const found = stages({
    notify,
    "stages.prod": { from: ["dev", "staging"], protected: true, requiredSoakTime: "1h" },
    "stages.gate": { from: "prod", controlFlow: true },
  });
  const names = found.filter((stage) => (steps(stage) ?? []).some((step) => step.as === "notify-failure"));
  expect(names.map(({ metadata }) => metadata.name)).toEqual(["dev", "staging", "prod"]);
});
