import path from "node:path";
import { type Part, parts } from "../../model/platform/charts.ts";
import { UserError } from "../../model/problem.ts";
import { loadPipelines } from "../../stacks/pipelines.ts";
import { readPlatformChoice } from "../../stacks/platform-settings.ts";
import type { OpenConfig } from "./open-config.ts";

/** What has to be installed before these stacks: what none of them installs itself. */
export async function neededParts(configs: readonly OpenConfig[], folder: string): Promise<readonly Part[]> {
  const onTop = configs.filter(({ stack }) => stack.role === "delivery" || stack.role === "environment");
  if (onTop.length === 0) return [];
  const own = configs.flatMap(({ stack, source }) => (stack.role === "platform" ? installed(source) : []));
  const verifies = await hasVerification(configs, folder);
  const needed: readonly Part[] = verifies ? ["argoRollouts", "argocd", "kargo"] : ["argocd", "kargo"];
  return needed.filter((part) => !own.includes(part));
}

function installed(source: OpenConfig["source"]): readonly Part[] {
  try {
    const platform = readPlatformChoice(source);
    return parts.filter((part) => platform.parts[part].install);
  } catch (error) {
    if (error instanceof UserError) return parts; // What is wrong with it is told of the config.
    throw error;
  }
}

async function hasVerification(configs: readonly OpenConfig[], folder: string): Promise<boolean> {
  const names = configs.some(({ stack }) => stack.pipelines.length === 0)
    ? []
    : [...new Set(configs.flatMap(({ stack }) => stack.pipelines))];
  const pipelines = await loadPipelines(names, path.join(folder, "apps")).catch((error: unknown) => {
    if (error instanceof UserError) return []; // Told where the definitions are needed.
    throw error;
  });
  return pipelines.some(({ stages }) =>
    Object.values(stages).some((stage) => "verification" in stage && stage.verification !== undefined),
  );
}
