import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isRecord } from "../../../model/json.ts";
import { charts } from "../../../model/platform/charts.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { preset, presets } from "./presets.ts";
import { recordedKeys } from "./recorded-keys.ts";

/** Paths of what a chart is given, dots within keys escaped. */
function paths(value: unknown, at = ""): string[] {
  if (!isRecord(value) || Object.keys(value).length === 0) return [at];
  return Object.entries(value).flatMap(([key, each]) =>
    paths(each, `${at}${at === "" ? "" : "."}${key.replaceAll(".", "\\.")}`),
  );
}

/**
 * The charts themselves can't be had from package registries, so their keys are recorded, each with its version and where it
 * was read. Helm takes a key that a chart doesn't know without a word. Kargo's own chart is there whole: platform.e2e.
 */
describe.each(["certManager", "argoRollouts", "argocd"] as const)("the values of %s", (part) => {
  const { head, closed, open } = recordedKeys(part);

  test("are recorded of the pinned version", () => {
    expect(head).toBe(`# Keys of the values of chart ${charts[part].name} ${charts[part].version}`);
  });

  test.each(Object.keys(presets))("hold only keys that the chart knows (%s)", (name) => {
    const unknown = paths(partValues(part, preset(name))).filter(
      (path) =>
        !closed.has(path) &&
        !open.some((each) => path === each || path.startsWith(`${each}.`)) &&
        !freeForm.some((each) => path.startsWith(`${each}.`)),
    );
    expect(unknown).toEqual([]);
  });
});

describe("settings of Argo CD's programs, which its chart writes as they are", () => {
  const lines = readFileSync(join(import.meta.dirname, "chart-keys", "argocd-cmd-params.txt"), "utf8").split("\n");
  const controllers = {
    shardingAlgorithm: "consistent-hashing",
    ...{ statusProcessors: 50, operationProcessors: 25, clientQPS: 100 },
  };

  test.each([...Object.keys(presets), "all of argocdController"])("have names that they read (%s)", (name) => {
    const platform = name in presets ? preset(name) : platformOf({ argocdController: controllers }).platform;
    const { configs } = partValues("argocd", platform ?? preset("laptop")) as { configs: { params: object } };
    expect(Object.keys(configs.params)).toContain("reposerver.parallelism.limit");
    expect(Object.keys(configs.params).filter((key) => !lines.includes(key))).toEqual([]);
  });
});

/** Argo CD's own ConfigMaps, and labels of nodes: the chart writes whatever keys stand there. */
const freeForm = ["configs.cm", "configs.params", "global.nodeSelector"];
