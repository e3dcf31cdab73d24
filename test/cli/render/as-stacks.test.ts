import { expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { compileAsStacks } from "../../../cli/render/as-stacks.ts";

const source = (stack: string, values: Record<string, string>) => ({
  file: `config/Pulumi.${stack}.yaml`,
  source: { project: "slipway", stack, values: { "slipway:role": "environment", ...values }, secretKeys: [] },
});

test("each stack's own guards and settings are known, an ended exception too", () => {
  const exception = {
    rule: "G04",
    target: "Stage/prod",
    reason: "a fix",
    approver: "alice",
    expires: "2020-01-01T00:00:00Z",
  };
  const guards = { minimumSoak: "24h", levels: { G04: "warn" }, exceptions: [exception] };
  const { compiled, delivery, environments } = compileAsStacks("goserver", goserver, [
    { source: source("", {}).source },
    source("delivery", { "slipway:role": "delivery", "slipway:guards": JSON.stringify(guards) }),
    source("prod", { "slipway:argocdNamespace": "gitops" }),
  ]);
  expect([delivery.guards?.settings.minimumSoak, delivery.guards?.exceptions]).toEqual(["24h", [exception]]);
  expect(environments.get("prod")?.guards).toBeUndefined();
  const namespaces = compiled.environments.flatMap(({ targets }) =>
    targets.map(({ application }) => application?.metadata.namespace),
  );
  expect(namespaces).toEqual(["argocd", "argocd", "gitops"]);
});
