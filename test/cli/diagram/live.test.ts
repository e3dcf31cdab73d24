import { expect, test } from "vitest";
import { liveFacts } from "../../../cli/diagram/live.ts";
import { projectStatus } from "../../../cli/status/rows.ts";
import { ago, application, freight, healthy, holding, now, promotion, snapshot, stage } from "../status/sample.ts";

test("a live picture says in each box what is there, and colours what is wrong or under way", () => {
  const older = freight("quiet-moose", "1", 600, {
    verifiedIn: { dev: {}, staging: {} },
    currentlyIn: { staging: { since: ago(300) } },
  });
  const newer = freight("jolly-otter", "2", 12, { verifiedIn: { dev: {} }, currentlyIn: { dev: { since: ago(10) } } });
  const parts = snapshot({
    stages: [
      stage("dev", [], {}, holding(newer)),
      stage("staging", ["dev"], {}, holding(older)),
      stage("prod", ["staging"]),
    ],
    freight: [older, newer],
    promotions: [promotion("staging", newer, 0, { phase: "Running", currentStep: 1 })],
    applications: [
      application("dev", { ...healthy, health: { status: "Degraded", message: "crash" } }),
      application("staging", healthy),
    ],
  });
  const { stages } = projectStatus(parts, now);
  const live = liveFacts(stages, parts.freight, now);
  expect([...live.stages]).toEqual([
    ["dev", { tone: "bad", lines: ["jolly-otter 0.2.0", "Degraded, verified, 10m"] }],
    ["staging", { tone: "busy", lines: ["quiet-moose 0.1.0", "Healthy, verified, 5h", "promoting: jolly-otter"] }],
    ["prod", { tone: "none", lines: ["never promoted", "next: quiet-moose"] }],
  ]);
  expect([...live.warehouses]).toEqual([["main", { tone: "none", lines: ["newest: jolly-otter, 12m ago"] }]]);
});
