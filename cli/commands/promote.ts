import type { Context } from "../context.ts";
import { liveOptions, liveUsage, placeOf, promoteAndFollow } from "../promote/live.ts";
import { chosenFreight } from "../promote/live-choice.ts";

const usage = `slipway promote APP --stage STAGE [--freight ALIAS|NAME|image=REPO:TAG,…|commit=HASH] ${liveUsage}`;

/** `slipway promote`: a real Promotion on any cluster, followed to its end. Exit code 1 when it or its verification fails. */
export async function promote(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, { ...liveOptions, freight: { type: "string" } });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const place = await placeOf(context, usage, values, positionals);
  const freight = chosenFreight(place.stage, place.snapshot, values.freight, Date.now());
  return promoteAndFollow(context, place, freight, false);
}
