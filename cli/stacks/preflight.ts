import { UserError } from "../../model/problem.ts";
import { surroundings } from "../cluster/connect.ts";
import type { Context } from "../context.ts";
import { examine } from "../doctor/examine.ts";
import type { Finding } from "../doctor/finding.ts";
import { openConfig } from "../doctor/open-config.ts";
import { complaints } from "../doctor/report.ts";
import { judgeAnswer, stackClusters } from "../doctor/stack-clusters.ts";
import { ownEnvironment } from "./own-environment.ts";
import type { ProjectStack } from "./project-stacks.ts";

/**
 * Looks at what these stacks stand on before anything of them is changed. Warnings are told.
 *
 * @throws UserError with every finding at once where one of them would make the run fail
 */
export async function preflight(context: Context, stacks: readonly ProjectStack[]): Promise<void> {
  const step = context.progress.step("doctor");
  const all = await examine({
    folder: context.project,
    around: { ...surroundings(context), env: ownEnvironment() },
    commandLine: (name, args) => context.commandLine(name, args),
    stacks,
  });
  const findings = all.filter((finding) => matters(finding, stacks));
  const errors = findings.filter(({ state }) => state === "error").length;
  if (errors === 0) {
    step.done("nothing keeps these stacks from coming up");
    const warnings = complaints(findings);
    if (warnings !== "") context.print(warnings);
    return;
  }
  step.fail();
  throw new UserError(
    `${complaints(findings)}\n\nNothing was changed: ${errors === 1 ? "one error keeps" : `${errors} errors keep`} these stacks from coming up. ` +
      `Mend ${errors === 1 ? "it" : "them"} and run the same command again; ${context.commandLine("doctor")} shows what is well, too, ` +
      "and --skip-doctor goes on all the same",
  );
}

/** What `slipway doctor` says as well, and an `up` of these stacks doesn't need. */
function matters({ area, rule }: Finding, stacks: readonly ProjectStack[]): boolean {
  if (area === "tokens") return stacks.some(({ role }) => role === "source");
  // Promotions need git; and that a version can't be told is said where somebody asks for it.
  return rule !== "git-missing" && !rule.endsWith("-version");
}

/**
 * Of stacks that exist, those whose cluster doesn't answer, each with what to say of it: what a preview shows of them would
 * be measured against the state alone.
 */
export async function withoutCluster(
  context: Context,
  stacks: readonly ProjectStack[],
): Promise<ReadonlyMap<string, string>> {
  const env = ownEnvironment();
  const configs = await Promise.all(stacks.map((stack) => openConfig(stack, true, env, context.project)));
  const clusters = await stackClusters(configs, { ...surroundings(context), env });
  return new Map(
    clusters.flatMap((cluster) => {
      const silent = judgeAnswer(cluster, (name, args) => context.commandLine(name, args));
      return silent === undefined ? [] : cluster.stacks.map((stack) => [stack, complaints([silent])] as const);
    }),
  );
}
