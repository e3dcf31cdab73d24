import { check } from "../../model/check.ts";
import { compile, objectsOf } from "../../model/compile.ts";
import { type Pipeline, warehouse } from "../../model/definition.ts";
import { drawPipeline } from "../../model/diagram.ts";
import { formatProblem } from "../../model/problem.ts";
import { defaultSettings } from "../../model/settings.ts";
import { toYaml } from "../../model/yaml.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import type { Context } from "../context.ts";

/** `slipway demo`: the first minute. Needs no cluster, builds nothing, writes nothing. */
export async function demo(context: Context): Promise<number> {
  const [sample] = await loadPipelines(["goserver"]);
  if (sample === undefined) throw new Error("apps/goserver/pipeline.ts is gone");
  const print = (text: string) => context.print(text);

  context.title("1. apps/goserver/pipeline.ts, checked");
  const problems = check(sample, defaultSettings);
  for (const problem of problems) print(formatProblem(problem));
  print(`${problems.length === 0 ? "✓ no problems" : `${problems.length} problems`}: ${count(sample)}`);

  context.title("2. The YAML it compiles to");
  const compiled = compile(sample, defaultSettings);
  const { namespace, project, projectConfig, warehouses, promotionTasks } = compiled.delivery;
  print(`# stack delivery\n${toYaml([namespace, project, projectConfig, ...warehouses, ...promotionTasks]).trimEnd()}`);
  for (const environment of compiled.environments) {
    const objects = environment.targets.flatMap(objectsOf);
    print(`# stack ${environment.name}\n${toYaml(objects).trimEnd()}`);
  }

  context.title("3. The pipeline");
  print(drawPipeline(sample));

  context.title("4. One bad edit");
  print("prod takes Freight straight from the Warehouse, and staging from a Stage that is not there:\n");
  print('-    staging: { from: "dev", autoPromotion: true, verification: […] },');
  print('+    staging: { from: "dve", autoPromotion: true, verification: […] },');
  print('-    prod: { from: "staging", protected: true, through: "pull-request" },');
  print('+    prod: { from: warehouse("main"), protected: true, through: "pull-request" },\n');
  const refused = check(badEdit(sample), defaultSettings);
  for (const problem of refused) print(formatProblem(problem));
  print(`\nRefused before anything was registered. Next: ${context.commandLine("sandbox")}`);
  return problems.length === 0 && refused.length > 0 ? 0 : 1;
}

function count(pipeline: Pipeline): string {
  const of = (items: object, one: string) =>
    `${Object.keys(items).length} ${one}${Object.keys(items).length === 1 ? "" : "s"}`;
  return `${of(pipeline.warehouses, "Warehouse")}, ${of(pipeline.stages, "environment")}`;
}

/** The types refuse this edit in an editor; it is made on plain data, as a definition built in a loop would. */
function badEdit(pipeline: Pipeline): Pipeline {
  const stages: Record<string, unknown> = { ...pipeline.stages };
  stages.staging = { ...pipeline.stages.staging, from: "dve" };
  stages.prod = { ...pipeline.stages.prod, from: warehouse("main") };
  return { ...pipeline, stages: stages as Pipeline["stages"] };
}
