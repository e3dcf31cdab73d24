/**
 * `npm run bench`, or `npm run bench -- pipelines`: what costs how much, as ratios within one run: seconds differ from
 * machine to machine and from hour to hour, and no test asserts any. Each figure is the median of several runs.
 */
import { commands, sandbox } from "./bench/commands.ts";
import { guards } from "./bench/guards.ts";
import { pipelines } from "./bench/pipelines.ts";
import { promotions } from "./bench/promotions.ts";
import { walk } from "./bench/walk.ts";

/** Each part by its name, the quick ones first. */
const parts: Readonly<Record<string, () => Promise<void>>> = { pipelines, commands, guards, promotions, sandbox, walk };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`no part of the bench is called ${unknown.join(", ")}: there are ${Object.keys(parts).join(", ")}`);
  process.exitCode = 2;
} else {
  for (const [name, part] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await part();
}
