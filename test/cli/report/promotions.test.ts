import { expect, test } from "vitest";
import { promotionsFrom } from "../../../cli/report/promotions.ts";
import { projectStatus } from "../../../cli/status/rows.ts";
import { ago, freight, holding, now, snapshot, stage } from "../status/sample.ts";

test("what slipway status tells is read as it is written", () => {
  const old = freight("early-fox", "1", 300, {});
  const fresh = freight("wishful-ant", "2", 30, {
    verifiedIn: { staging: { verifiedAt: ago(20) } },
    currentlyIn: { staging: { since: ago(20) } },
  });
  const stages = [
    stage("dev", [], {}, holding(fresh, { autoPromotionEnabled: true })),
    stage("staging", ["dev"], {}, holding(fresh)),
    stage("prod", ["staging"], { soak: "1h" }, holding(old)),
  ];
  const project = projectStatus(snapshot({ stages, freight: [old, fresh] }), now);
  const text = JSON.stringify({ version: 1, cluster: "kind-platform", server: "https://x", projects: [project] });
  const rows = promotionsFrom("status.json", text);
  expect(rows).toEqual({
    cluster: "kind-platform",
    stages: [
      { project: "goserver", stage: "dev", now: ["wishful-ant"], next: [], automatic: true },
      { project: "goserver", stage: "staging", now: ["wishful-ant"], next: [], automatic: false },
      {
        project: "goserver",
        stage: "prod",
        now: ["early-fox"],
        next: [{ freight: "wishful-ant", available: false, missing: project.stages[2]?.next[0]?.missing }],
        automatic: false,
      },
    ],
  });
  expect(rows.stages[2]?.next[0]?.missing).toHaveLength(1);
});

test.each([
  ["{", "it isn't JSON. It takes what slipway status --json writes"],
  ["{}", "got a document of version nothing; allowed is version 1 of what slipway status --json writes"],
  [
    '{"version": 2, "projects": []}',
    "got a document of version 2; allowed is version 1 of what slipway status --json writes",
  ],
])("%s is refused", (text, words) => {
  expect(() => promotionsFrom("s.json", text)).toThrow(`--status s.json: ${words}`);
});
