import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../model/problem.ts";
import { exceptionInWords } from "../model/rules/index.ts";
import type { Reach } from "./asked-cluster.ts";
import { currentConfig } from "./config-source.ts";
import { requireKnownEnvironments } from "./people.ts";
import { appsFolder, loadPipelines } from "./pipelines.ts";
import { isPlatformStack, readPlatformSettings } from "./platform-settings.ts";
import { warnOfMissingCredentials } from "./platform-verification.ts";
import { requireSameEnvironment } from "./same-environment.ts";
import { readSettings } from "./settings.ts";
import { isSourceStack, readSourceSettings } from "./source-settings.ts";

export interface ProgramOptions {
  /** Folder of the definitions, `<folder>/<name>/pipeline.ts`. Default: `apps` beside the program, in Slipway's clone. */
  readonly apps?: string;
  /** Comes to a platform's cluster, to see what is installed there. Default: by the stack's own config. */
  readonly reach?: Reach;
}

/**
 * The program of every stack: reads the role from config and runs what belongs to it. The same function serves plain
 * `pulumi up` and the Automation API; what it returns are the stack's outputs.
 *
 * @throws RunError for a mistake of the user's, which engines show without a stack trace.
 */
export async function program({ apps, reach = reachByConfig }: ProgramOptions = {}): Promise<Record<string, unknown>> {
  try {
    const config = currentConfig();
    if (isSourceStack(config)) {
      const settings = readSourceSettings(config, process.env);
      const pipelines = await loadPipelines(settings.pipelines, apps);
      return { ...(await import("./source.ts")).source(settings, pipelines, apps ?? appsFolder) };
    }
    if (isPlatformStack(config)) {
      const settings = readPlatformSettings(config);
      const pipelines = await loadPipelines([], apps).catch(() => []); // told by the stacks that hold them
      await warnOfMissingCredentials(settings.platform, settings.credentials, pipelines);
      return { ...(await (await import("./platform.ts")).platform(settings, reach)) };
    }
    const settings = readSettings(config, pulumi.getOrganization());
    for (const exception of settings.guards?.exceptions ?? []) await pulumi.log.warn(exceptionInWords(exception));
    if (settings.guards?.admissionPolicies === false) await pulumi.log.warn(notOnTheServer);
    const pipelines = await loadPipelines(settings.pipelines, apps);
    requireKnownEnvironments(settings.compile.people, pipelines, settings.pipelines.length === 0);
    switch (settings.role) {
      case "delivery":
        return { ...(await (await import("./delivery.ts")).delivery(settings, pipelines)) };
      case "environment":
        await requireSameEnvironment(settings.environment, pipelines);
        return { ...(await (await import("./environment.ts")).environment(settings, pipelines)) };
    }
  } catch (error) {
    if (error instanceof UserError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

const reachByConfig: Reach = async (way) => {
  const { clusterAt } = await import("../kube/access.ts");
  const key = "kubeconfig" in way ? "slipway:kubeconfig" : "slipway:context";
  return clusterAt(way, key, process.env, new AbortController().signal);
};

const notOnTheServer =
  "slipway:guards says admissionPolicies: false: the API server holds no rule and no freeze; who writes to it directly is held by nobody";
