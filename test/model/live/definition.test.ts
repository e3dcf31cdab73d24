import { expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { compile } from "../../../model/compile.ts";
import { wantedObjects } from "../../../model/live/definition.ts";
import { defaultSettings, type Place } from "../../../model/settings.ts";

const destination = defaultSettings.cluster;

test.each<[string, Place | undefined, readonly string[]]>([
  ["all of it in the platform's cluster", undefined, ["AppProject", "Application", "Namespace", "Stage"]],
  [
    "all but its namespace where the platform's Argo CD deploys to",
    { cluster: "eu", destination, namespaces: [] },
    ["AppProject", "Application", "Stage"],
  ],
  ["the Stage alone where Argo CD is another's", { cluster: "us", destination, shard: "us" }, ["Stage"]],
])("of a target beside Kargo: %s", (_, place, kinds) => {
  const places = place && { default: place, targets: {} };
  const compiled = compile(goserver, { ...defaultSettings, ...(places && { places }) });
  const dev = wantedObjects(compiled).filter(({ stack }) => stack === "dev");
  const others = ["AnalysisTemplate", "Role", "RoleBinding", "ServiceAccount"];
  expect(
    dev
      .map(({ object }) => object.kind)
      .filter((kind) => !others.includes(kind))
      .sort(),
  ).toEqual(kinds);
});
