import { UserError } from "../../model/problem.ts";
import { silent } from "../../progress/progress.ts";
import { readFreight } from "../../promotion/dry-run/freight-request.ts";
import { dryRun } from "../../promotion/dry-run.ts";
import { stepRunners } from "../../promotion/steps/index.ts";
import { findOnPath } from "../../sandbox/environment.ts";
import { freightName } from "../../sandbox/kargo/freight-name.ts";
import { cacheFolder } from "../../sandbox/toolchain/cache.ts";
import { openToolchain } from "../../sandbox/toolchain/toolchain.ts";
import type { Context } from "../context.ts";
import { readObjects } from "./dry-run-objects.ts";
import { printReport } from "./dry-run-report.ts";
import { readRepositories } from "./dry-run-repositories.ts";
import { makeScratch } from "./dry-run-scratch.ts";

export const dryRunUsage =
  "slipway promote APP --stage STAGE --dry-run [--freight image=REPO:TAG,commit=REPO@REF,…] [--downstream]\n" +
  "                [--repo PATH | --repo URL=PATH]… [--manifests FILE|DIR] [--json]\n" +
  "exit codes: 0 it would succeed, 1 it would not, or could not be tried";

/**
 * `slipway promote --dry-run`: carries out a Stage's promotion steps on copies and prints what would come of it. Needs
 * no cluster; reads repositories, and writes nothing but a folder that is gone when it ends.
 */
export async function promoteDryRun(context: Context): Promise<number> {
  const { values, positionals } = context.options(dryRunUsage, {
    "dry-run": { type: "boolean", default: false },
    stage: { type: "string" },
    freight: { type: "string", multiple: true, default: [] },
    repo: { type: "string", multiple: true, default: [] },
    manifests: { type: "string" },
    downstream: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(dryRunUsage);
    return 0;
  }
  const [app, ...rest] = positionals;
  if (rest.length > 0) throw new UserError(`one app at a time, got also ${rest.join(" ")}\nusage: ${dryRunUsage}`);
  if (!values.stage) throw new UserError(`name a Stage with --stage\nusage: ${dryRunUsage}`);
  const objects = await readObjects(app, values.manifests, values.stage, context.project);
  const repositories = readRepositories(values.repo, objects, process.cwd());
  const requests = values.freight.flatMap(readFreight);
  const progress = values.json ? silent : context.progress;
  const toolchain = openToolchain({
    cache: cacheFolder(process.env),
    progress,
    env: process.env,
    signal: context.signal,
  });
  const scratch = makeScratch();
  try {
    const report = await dryRun({
      objects,
      stage: values.stage,
      downstream: values.downstream,
      requests,
      nameFreight: freightName,
      folder: scratch.folder,
      programs: {
        git: findOnPath("git"),
        kustomize: () => toolchain.get("kustomize"),
        helm: () => toolchain.get("helm"),
      },
      repositoryFor: repositories.from,
      runners: stepRunners,
      now: new Date(),
      signal: context.signal,
      onStage: (stage) => progress.note(`trying ${stage}`),
    });
    const { assumed, ...others } = report;
    if (values.json)
      context.print(JSON.stringify({ ...others, assumed: [...repositories.assumed, ...assumed] }, null, 2));
    else printReport(report, repositories.assumed, (text) => context.print(text));
    return report.stages.every(({ phase }) => phase === "Succeeded") ? 0 : 1;
  } finally {
    scratch.remove();
    await toolchain.idle();
  }
}
