import { type Fields, fields, items, string } from "../../model/manifests/reading.ts";
import { UserError } from "../../model/problem.ts";
import { code } from "../../model/report/markdown.ts";
import type { PromotionRow, Promotions, Report } from "../../model/report/report.ts";
import { shown } from "../../model/words.ts";
import { connect, surroundings } from "../cluster/connect.ts";
import type { ClusterChoice } from "../cluster/options.ts";
import type { Context } from "../context.ts";
import { readProjects } from "../status/read-projects.ts";
import { versionFromLoopbackRegistry } from "../status/registry-version.ts";
import { projectStatus } from "../status/rows.ts";

/** Nobody asked for it. */
export const notAsked = {
  why: "no cluster was asked (`--live` asks one, `--status FILE` takes what `slipway status --json` wrote)",
} as const;

/** What a cluster says now. A cluster that can't be asked is no failure of the change: the report says so. */
export async function livePromotions(
  context: Context,
  choice: ClusterChoice,
  apps: readonly string[],
): Promise<Report["promotions"]> {
  try {
    const { cluster, sandbox } = connect(choice, surroundings(context));
    const now = Date.now();
    const snapshots = await readProjects(cluster, apps, sandbox && versionFromLoopbackRegistry);
    const projects = snapshots.map((snapshot) => projectStatus(snapshot, now));
    // the same reading as of a file, so that both tell the same
    return promotionsOf(fields(JSON.parse(JSON.stringify({ cluster: cluster.name, projects }))));
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    return { why: `the cluster can't be asked: ${code(error.message, 500)}` };
  }
}

/** @throws UserError when the text isn't what `slipway status --json` writes */
export function promotionsFrom(file: string, text: string): Promotions {
  let value: Fields;
  try {
    value = fields(JSON.parse(text));
  } catch {
    throw new UserError(`--status ${file}: it isn't JSON. It takes what slipway status --json writes`);
  }
  if (value["version"] !== 1 || !Array.isArray(value["projects"]))
    throw new UserError(
      `--status ${file}: got a document of version ${shown(value["version"])}; allowed is version 1 of what slipway status --json writes`,
    );
  return promotionsOf(value);
}

function promotionsOf(document: Fields): Promotions {
  const rows = items(document["projects"], []).flatMap(({ value }) => items(value["stages"], []));
  return {
    cluster: string(document["cluster"]) ?? "a cluster",
    stages: rows.map(({ value }) => row(value)).filter((each) => each !== undefined),
  };
}

function row(stage: Fields): PromotionRow | undefined {
  // nothing is promoted into these
  if (stage["controlFlow"] === true) return undefined;
  const automatic = fields(stage["autoPromotion"]);
  return {
    project: string(stage["project"]) ?? "",
    stage: string(stage["stage"]) ?? "",
    now: items(stage["freight"], []).map(({ value }) => string(value["alias"]) ?? string(value["name"]) ?? ""),
    next: items(stage["next"], []).map(({ value }) => ({
      freight: string(value["freight"]) ?? "",
      available: value["available"] === true,
      missing: (Array.isArray(value["missing"]) ? value["missing"] : []).filter((each) => typeof each === "string"),
    })),
    automatic: automatic["enabled"] === true && items(automatic["holds"], []).length === 0,
  };
}
