import { expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { check } from "../../../model/check.ts";
import { graphOf } from "../../../model/graph.ts";
import { defaultSettings } from "../../../model/settings.ts";

test("the sample has no problem, not even a warning", () => {
  expect(check(goserver, defaultSettings)).toEqual([]);
});

test("the sample goes dev, staging, prod, and prod waits an hour for a person", () => {
  const common = { target: undefined, warehouse: "main" };
  const stages = graphOf(goserver).environments.flatMap((environment) => environment.stages);
  expect(stages.map((stage) => ({ ...common, ...stage }))).toEqual([
    {
      ...common,
      name: "dev",
      environment: "dev",
      branch: "stage/dev",
      protected: false,
      autoPromotion: true,
      upstreams: [],
      overlay: "apps/goserver/k8s/dev",
    },
    {
      ...common,
      name: "staging",
      environment: "staging",
      branch: "stage/staging",
      protected: false,
      autoPromotion: true,
      upstreams: ["dev"],
      overlay: "apps/goserver/k8s/staging",
    },
    {
      ...common,
      name: "prod",
      environment: "prod",
      branch: "stage/prod",
      protected: true,
      autoPromotion: false,
      upstreams: ["staging"],
      requiredSoakTime: "1h",
      overlay: "apps/goserver/k8s/prod",
    },
  ]);
});
