import { check } from "../../model/check.ts";
import { type Compiled, compile, objectsOf } from "../../model/compile.ts";
import type { Pipeline } from "../../model/definition.ts";
import type { KubeObject } from "../../model/object.ts";
import { formatProblem, type Problem, ProblemsError } from "../../model/problem.ts";
import { defaultSettings, type Settings } from "../../model/settings.ts";
import { toYaml } from "../../model/yaml.ts";
import { type CompileConfig, readCompileConfig } from "../../stacks/settings.ts";
import type { StackFile } from "./stack-files.ts";

/** What one stack would apply, as a file. */
export interface Manifest {
  /** `delivery.yaml`, `prod.yaml`. */
  readonly file: string;
  readonly text: string;
  readonly objects: number;
  /** The stack's config file; none: the defaults. */
  readonly config?: string | undefined;
}

export interface Rendered {
  readonly manifests: readonly Manifest[];
  readonly warnings: readonly Problem[];
}

interface Stack extends CompileConfig {
  readonly file?: string | undefined;
}

const deliveryName = "delivery";

/**
 * Compiles a pipeline as its stacks would: each part with the config of the stack that it belongs to.
 *
 * @param app the definition's folder in apps/, by which a stack's config names it
 * @throws ProblemsError with every problem of config and definition
 */
export function renderManifests(
  app: string,
  pipeline: Pipeline,
  files: readonly [StackFile, ...StackFile[]],
): Rendered {
  const [project, ...named] = readStacks(files);
  const stacks = named.filter(({ pipelines }) => pipelines.length === 0 || pipelines.includes(app));
  const names = Object.keys(pipeline.stages ?? {});
  const delivery =
    theOne(
      deliveryName,
      stacks.filter(({ role }) => role === "delivery"),
    ) ?? project;
  const environments = names.map(
    (name) =>
      theOne(
        name,
        stacks.filter(({ role, environment }) => role === "environment" && environment === name),
      ) ?? project,
  );
  const problems = [delivery, ...environments].flatMap((stack) => check(pipeline, settingsOf(stack)));
  const once = [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
  if (once.some(({ severity }) => severity === "error")) throw new ProblemsError(`pipeline "${pipeline.app}"`, once);

  const shared = compile(pipeline, settingsOf(delivery));
  const parts = shared.environments.map(({ name }) => {
    const stack = environments[names.indexOf(name)];
    const own = compile(pipeline, settingsOf(stack));
    if (name === deliveryName || own.digest !== shared.digest) {
      throw new ProblemsError(`stacks of "${pipeline.app}"`, [unfit(name, stack, delivery)]);
    }
    const targets = own.environments.find((each) => each.name === name)?.targets ?? [];
    return manifest(name, targets.flatMap(objectsOf), stack);
  });
  return { manifests: [manifest(deliveryName, deliveryObjects(shared), delivery), ...parts], warnings: once };
}

function settingsOf(stack: Stack | undefined): Settings {
  return stack?.compile ?? defaultSettings;
}

function readStacks(files: readonly StackFile[]): Stack[] {
  const problems: Problem[] = [];
  const stacks = files.flatMap(({ file, source }) => {
    try {
      return [{ ...readCompileConfig(source), file }];
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(
        ...error.problems.map((problem) => ({ ...problem, path: `${file ?? "Pulumi.yaml"}: ${problem.path}` })),
      );
      return [];
    }
  });
  if (problems.length > 0) throw new ProblemsError("config", problems);
  return stacks;
}

function theOne(name: string, stacks: readonly Stack[]): Stack | undefined {
  if (stacks.length < 2) return stacks[0];
  throw new ProblemsError("config", [
    {
      rule: "several-stacks",
      severity: "error",
      path: name,
      message: "several stacks stand for this, and one file can only hold what one of them applies",
      got: stacks.map(({ file }) => String(file)).join(", "),
      fix: "Name the files to go by: --config FILE, once for each stack",
    },
  ]);
}

function deliveryObjects({ delivery }: Compiled): KubeObject[] {
  const { namespace, project, projectConfig, warehouses, promotionTasks } = delivery;
  return [namespace, project, projectConfig, ...warehouses, ...promotionTasks];
}

function manifest(name: string, objects: readonly KubeObject[], stack: Stack | undefined): Manifest {
  return { file: `${name}.yaml`, text: toYaml(objects), objects: objects.length, config: stack?.file };
}

function unfit(name: string, stack: Stack | undefined, delivery: Stack | undefined): Problem {
  const said = (each: Stack | undefined) => each?.file ?? "no stack's config";
  if (name === deliveryName) {
    return {
      rule: "environment-named-delivery",
      severity: "error",
      path: name,
      message: "an environment can't have the name of the stack that all environments stand on",
      fix: "Rename the environment",
    };
  }
  return {
    rule: "stacks-differ",
    severity: "error",
    path: name,
    message:
      "with this stack's config the part shared by all stacks comes out differently, and pulumi up would refuse it",
    got: `${said(stack)} against ${said(delivery)}`,
    fix: "Give both stacks the same mirrors",
  };
}
