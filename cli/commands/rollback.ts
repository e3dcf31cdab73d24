import type { Context } from "../context.ts";
import { liveOptions, liveUsage, placeOf, promoteAndFollow } from "../promote/live.ts";
import { freightBefore } from "../promote/live-rollback.ts";

const usage = `slipway rollback APP --stage STAGE ${liveUsage}`;

/** `slipway rollback`: promotes what the Stage had before, and says what that does to auto-promotion. */
export async function rollback(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, liveOptions);
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const place = await placeOf(context, usage, values, positionals);
  const freight = freightBefore(place.stage, place.snapshot, Date.now());
  return promoteAndFollow(context, place, freight, true);
}
