import { check } from "../../model/check.ts";
import { type Compiled, type CompiledEnvironment, compile } from "../../model/compile.ts";
import type { Pipeline } from "../../model/definition.ts";
import { formatProblem, type Problem, ProblemsError } from "../../model/problem.ts";
import { defaultSettings, type Settings } from "../../model/settings.ts";
import { isPlatformStack } from "../../stacks/platform-settings.ts";
import { type CompileConfig, readCompileConfig } from "../../stacks/settings.ts";
import { isSourceStack } from "../../stacks/source-settings.ts";
import type { StackFile } from "./stack-files.ts";

/** A stack by its config. */
export interface Stack extends CompileConfig {
  /** None: the project's own values and the defaults. */
  readonly file?: string | undefined;
}

interface CompiledAsStacks {
  /** The shared part as the delivery stack compiles it, each environment as its own stack does. */
  readonly compiled: Compiled;
  readonly delivery: Stack;
  /** By environment. */
  readonly environments: ReadonlyMap<string, Stack>;
  readonly warnings: readonly Problem[];
}

export const deliveryName = "delivery";

/**
 * Compiles a pipeline as its stacks would: each part with the config of the stack that it belongs to.
 *
 * @param app the definition's folder in apps/, by which a stack's config names it
 * @throws ProblemsError with every problem of config and definition
 */
export function compileAsStacks(
  app: string,
  pipeline: Pipeline,
  files: readonly [StackFile, ...StackFile[]],
): CompiledAsStacks {
  const [project, ...named] = readStacks(files);
  const own = project ?? { role: "environment", environment: "", pipelines: [], compile: defaultSettings };
  const stacks = named.filter(({ pipelines }) => pipelines.length === 0 || pipelines.includes(app));
  const names = Object.keys(pipeline.stages ?? {});
  const delivery =
    theOne(
      deliveryName,
      stacks.filter(({ role }) => role === "delivery"),
    ) ?? own;
  const environments = new Map(
    names.map((name) => {
      const those = stacks.filter(({ role, environment }) => role === "environment" && environment === name);
      return [name, theOne(name, those) ?? own] as const;
    }),
  );
  const problems = [delivery, ...environments.values()].flatMap((stack) => check(pipeline, settingsOf(stack)));
  const once = [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
  if (once.some(({ severity }) => severity === "error")) throw new ProblemsError(`pipeline "${pipeline.app}"`, once);

  const shared = compile(pipeline, settingsOf(delivery));
  const parts = shared.environments.map((environment): CompiledEnvironment => {
    const { name } = environment;
    const stack = environments.get(name);
    const compiled = compile(pipeline, settingsOf(stack));
    if (name === deliveryName || compiled.digest !== shared.digest) {
      throw new ProblemsError(`stacks of "${pipeline.app}"`, [unfit(name, stack, delivery)]);
    }
    return compiled.environments.find((each) => each.name === name) ?? environment;
  });
  return { compiled: { ...shared, environments: parts }, delivery, environments, warnings: once };
}

function settingsOf(stack: Stack | undefined): Settings {
  return stack?.compile ?? defaultSettings;
}

function readStacks(files: readonly StackFile[]): Stack[] {
  const problems: Problem[] = [];
  const stacks = files.flatMap(({ file, source }) => {
    // It registers nothing that is compiled.
    if (isSourceStack(source) || isPlatformStack(source)) return [];
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
