import type { Context } from "../context.ts";
/**
 * `slipway promote`: a real Promotion on any cluster, followed to its end; exit code 1 when it or its verification fails.
 * With `--dry-run` what it would do, without a cluster.
 */
export async function promote(context: Context): Promise<number> {
  if (context.args.includes("--dry-run")) return (await import("../promote/dry-run.ts")).promoteDryRun(context);
  // loaded here: a dry run needs no client of a cluster, which takes a second to load
  const { chosenFreight } = await import("../promote/live-choice.ts");
  const { liveOptions, liveUsage, placeOf, promoteAndFollow } = await import("../promote/live.ts");
  const usage =
    `slipway promote APP --stage STAGE [--freight ALIAS|NAME|image=REPO:TAG,…|commit=HASH] ${liveUsage}\n` +
    "       slipway promote APP --stage STAGE --dry-run …: what it would do, without a cluster; --dry-run --help tells more";
  const { values, positionals } = context.options(usage, { ...liveOptions, freight: { type: "string" } });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const place = await placeOf(context, usage, values, positionals);
  const freight = chosenFreight(place.stage, place.snapshot, values.freight, Date.now());
  return promoteAndFollow(context, place, freight, false);
}
