import { describe, test } from "vitest";
import { stringify } from "yaml";
import { parts } from "../../../model/platform/charts.ts";
import { imagesOf } from "../../../model/platform/images.ts";
import { partValues } from "../../../model/platform/part-values.ts";
import { expectGolden } from "../../support/golden.ts";
import { preset, presets } from "./presets.ts";

describe("golden values of the charts", () => {
  test.each(Object.keys(presets))("for a %s platform", (name) => {
    const platform = preset(name);
    const installed = parts.filter((part) => platform.parts[part].install);
    const charts = installed.map((part) => {
      const { name: chart, repository, version, namespace } = platform.parts[part];
      return { chart, repository, version, namespace, values: partValues(part, platform) };
    });
    const images = imagesOf(platform).map(({ repository, tag }) => `${repository}:${tag}`);
    expectGolden(
      `platform/${name}.yaml`,
      stringify({ charts, images }, { aliasDuplicateObjects: false, lineWidth: 0 }),
    );
  });
});
