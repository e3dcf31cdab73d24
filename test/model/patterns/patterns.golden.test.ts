import { describe, expect, test } from "vitest";
import { check } from "../../../model/check.ts";
import { compile } from "../../../model/compile.ts";
import { mermaidDiagram } from "../../../model/diagram/mermaid.ts";
import { svgDiagram } from "../../../model/diagram/svg.ts";
import { drawPipeline, pipelineDiagram } from "../../../model/diagram.ts";
import { formatProblem } from "../../../model/problem.ts";
import { defaultSettings } from "../../../model/settings.ts";
import { toYaml } from "../../../model/yaml.ts";
import { expectGolden } from "../../support/golden.ts";
import { schemaErrors } from "../../support/schemas.ts";
import { allObjects } from "../sample.ts";
import { common } from "./common.ts";
import { shapes } from "./shapes.ts";
import { verified } from "./verified.ts";

/** One of each shape; the others differ in words only. */
const drawn = ["commits-and-releases", "control-flow-stage", "fan-out-and-in", "multiple-warehouses"];

describe.each(Object.entries({ ...common, ...shapes, ...verified }))("the pattern %s", (name, definition) => {
  test("has no problem", () => {
    expect(check(definition, defaultSettings).map(formatProblem)).toEqual([]);
  });

  test("compiles to its golden file, every object as its schema wants it", () => {
    const objects = allObjects(compile(definition, defaultSettings));
    expectGolden(`patterns/${name}.yaml`, toYaml(objects));
    expect(objects.flatMap(schemaErrors)).toEqual([]);
  });

  test("is drawn as its golden file shows", () => {
    expectGolden(`patterns/${name}.txt`, drawPipeline(definition));
    expectGolden(`patterns/${name}.mmd`, mermaidDiagram(pipelineDiagram(definition)));
    if (drawn.includes(name)) expectGolden(`patterns/${name}.svg`, svgDiagram(pipelineDiagram(definition)));
  });
});
