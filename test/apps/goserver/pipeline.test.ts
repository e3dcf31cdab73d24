import { expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { check } from "../../../model/check.ts";
import { graphOf } from "../../../model/graph.ts";
import { defaultSettings } from "../../../model/settings.ts";

test("the sample has no problem, not even a warning", () => {
  expect(check(goserver, defaultSettings)).toEqual([]);
});

test("the sample goes dev, staging, prod, and prod waits for a person", () => {
  const stages = graphOf(goserver).environments.flatMap((environment) => environment.stages);
  const request = { warehouse: "main", availabilityStrategy: "All" };
  expect(stages).toEqual([
    {
      name: "dev",
      environment: "dev",
      branch: "stage/dev",
      protected: false,
      autoPromotion: true,
      type: "promoted",
      upstreams: [],
      requests: [{ ...request, upstreams: [] }],
    },
    {
      name: "staging",
      environment: "staging",
      branch: "stage/staging",
      protected: false,
      autoPromotion: true,
      type: "promoted",
      upstreams: ["dev"],
      requests: [{ ...request, upstreams: ["dev"] }],
    },
    {
      name: "prod",
      environment: "prod",
      branch: "stage/prod",
      protected: true,
      autoPromotion: false,
      type: "promoted",
      upstreams: ["staging"],
      requests: [{ ...request, upstreams: ["staging"] }],
    },
  ]);
});
