/**
 * `node stages.ts COUNT RUNS`: checks and compiles a pipeline of so many Stages, in a process of its own, so that its
 * memory is its own too. Prints one line of JSON: seconds of processor time of each run, which a busy machine doesn't
 * stretch, and the most memory that was held.
 */
import { compile } from "../../model/compile.ts";
import { defaultSettings } from "../../model/settings.ts";
import { chain } from "./chain.ts";

const [count = "0", runs = "1"] = process.argv.slice(2);
const pipeline = chain(Number(count));
for (let index = 0; index < 20; index += 1) compile(chain(20), defaultSettings); // or the small one pays for the start
const seconds: number[] = [];
for (let index = 0; index < Number(runs); index += 1) {
  const before = process.cpuUsage();
  compile(pipeline, defaultSettings);
  const { user, system } = process.cpuUsage(before);
  seconds.push((user + system) / 1_000_000);
}
console.log(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
