import path from "node:path";
import { UserError } from "../../model/problem.ts";
import { type KargoWish, kargoWishes } from "../../sandbox/kargo/official/choose.ts";
import type { Context } from "../context.ts";
import { defaultState } from "../sandbox/default-state.ts";

const usage =
  "slipway sandbox [up | status | merge [N] | down | clean] [--state DIR] [--once]\n" +
  "without a word the whole demonstration, which stays up until Ctrl-C; --once: ends by itself and removes its state\n" +
  "up also takes --app APP [--source DIR]: another app than the sample, DIR being where its files are\n" +
  `where there is no state yet: --kargo ${kargoWishes.join("|")}`;

/** `slipway sandbox`: without a verb the whole demonstration, which stays up until Ctrl-C or ends with `--once`. */
export async function sandbox(context: Context): Promise<number> {
  const { values, positionals } = context.options(usage, {
    state: { type: "string" },
    once: { type: "boolean" },
    app: { type: "string" },
    source: { type: "string" },
    kargo: { type: "string" },
    help: { type: "boolean", default: false },
  });
  if (values.help) {
    context.print(usage);
    return 0;
  }
  const [verb = "demonstration", ...rests] = positionals;
  const [number, ...more] = verb === "merge" ? rests : [undefined, ...rests];
  const state = path.resolve(values.state ?? defaultState(context));
  if (more.length > 0) throw new UserError(`unexpected ${JSON.stringify(more.join(" "))}\nusage: ${usage}`);
  if (values.once && verb !== "demonstration") {
    throw new UserError(`--once belongs to the demonstration, not to ${verb}\nusage: ${usage}`);
  }
  if ((values.app ?? values.source) !== undefined && verb !== "up") {
    throw new UserError(`--app and --source belong to up, not to ${verb}\nusage: ${usage}`);
  }
  const { kargo: wish, app, source } = values;
  const kargo = kargoWish(wish);
  const options = { app, source, ...(kargo === undefined ? {} : { kargo }) };
  switch (verb) {
    case "demonstration":
      return (await import("../sandbox/demonstration.ts")).demonstration(context, state, values.once ?? false, options);
    case "up":
      return (await import("../sandbox/verbs.ts")).up(context, state, options);
    case "status":
      return (await import("../sandbox/verbs.ts")).status(context, state);
    case "merge":
      return (await import("../sandbox/merge.ts")).merge(context, state, number);
    case "down":
      return (await import("../sandbox/verbs.ts")).down(context, state);
    case "clean":
      return (await import("../sandbox/verbs.ts")).clean(context, state);
    default:
      throw new UserError(`there is no ${JSON.stringify(verb)}\nusage: ${usage}`);
  }
}

function kargoWish(given: string | undefined): KargoWish | undefined {
  if (given === undefined) return undefined;
  const wish = kargoWishes.find((each) => each === given);
  if (wish === undefined) throw new UserError(`--kargo ${given}: there is ${kargoWishes.join(", ")}\nusage: ${usage}`);
  return wish;
}
