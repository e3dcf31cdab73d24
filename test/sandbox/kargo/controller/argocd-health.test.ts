import { expect, test } from "vitest";
import { type ApplicationObject, applicationHealth } from "../../../../sandbox/kargo/controller/argocd-health.ts";

// Rows follow pkg/health/checker/builtin/argocd_checker_test.go of kargo v1.11.2.

const app = { namespace: "argocd", name: "shop" };
const called = 'Argo CD Application "shop" in namespace "argocd"';
const looked = { operationState: { finishedAt: "2026-01-01T00:00:00Z" }, reconciledAt: "2026-01-01T00:00:00Z" };
const at = (revision: string, health = "Healthy", more: object = {}) =>
  ({
    spec: { source: { repoURL: "https://x/a/b" } },
    status: { ...looked, sync: { revision }, health: { status: health }, ...more },
  }) as unknown as ApplicationObject;

test.each<[string, ApplicationObject | undefined, string[], string, string[]]>([
  ["absent", undefined, [], "Unknown", [`unable to find ${called}`]],
  ["there and healthy", at("r1"), ["r1"], "Healthy", []],
  ["nothing asked of its revision", at("r2"), [""], "Healthy", []],
  [
    "at another revision",
    at("r2"),
    ["r1"],
    "Unhealthy",
    [expect.stringContaining('does not match the desired revision "r1".')],
  ],
  ["progressing", at("r1", "Progressing"), ["r1"], "Progressing", [`${called} is progressing`]],
  ["suspended", at("r1", "Suspended"), ["r1"], "Progressing", [`${called} is suspended`]],
  ["degraded", at("r1", "Degraded"), ["r1"], "Unhealthy", [`${called} has health state "Degraded"`]],
  [
    "with an error",
    at("r1", "Healthy", { conditions: [{ type: "ComparisonError", message: "no branch" }] }),
    ["r1"],
    "Unhealthy",
    [`${called} has "ComparisonError" condition: no branch`],
  ],
  [
    "not looked at since its operation",
    at("r1", "Healthy", { reconciledAt: "2025-12-31T23:59:59Z" }),
    ["r1"],
    "Unknown",
    [expect.stringContaining("Application health status not trusted")],
  ],
  [
    "being synced",
    { ...at("r1"), operation: { sync: {} } } as unknown as ApplicationObject,
    ["r1"],
    "Unknown",
    [`${called} is being synced`],
  ],
])("an Application that is %s", (_, application, revisions, state, issues) => {
  expect(applicationHealth(app, application, revisions)).toMatchObject({ state, issues });
});
