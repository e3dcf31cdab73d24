import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { examine } from "../../../cli/doctor/examine.ts";
import { UserError } from "../../../model/problem.ts";

test("whoever stops it gets no findings, which would be about the stop", async () => {
  const stopped = new UserError("stopped by SIGINT");
  const examined = examine({
    folder: tmpdir(),
    around: { env: {}, state: "/nowhere", start: () => "", signal: AbortSignal.abort(stopped) },
    commandLine: (name) => name,
    stacks: [],
    connect: () => {
      throw stopped;
    },
  });
  await expect(examined).rejects.toBe(stopped);
});

test.each([
  ["that somebody named is an error, also where kind is to make one", true, "cluster-unreachable"],
  ["that nobody named may be kind's to come", false, "no-cluster-yet"],
])("a cluster without answer %s", async (_, isNamed, rule) => {
  const found = await examine({
    folder: tmpdir(),
    around: { env: { PATH: "" }, state: "/nowhere", start: () => "", signal: new AbortController().signal },
    commandLine: (name) => name,
    stacks: [],
    kind: { name: "slipway", ports: [] },
    isNamed,
    connect: () => {
      throw new UserError("there is no kubeconfig /nonexistent");
    },
  });
  expect(found.filter(({ area }) => area === "cluster").map((each) => each.rule)).toEqual([rule]);
});
