import path from "node:path";
import { check } from "../../model/check.ts";
import { compile } from "../../model/compile.ts";
import { defaultSettings } from "../../model/settings.ts";
import { run } from "../run.ts";
import { chain } from "./chain.ts";
import { line, median, middle, ratio } from "./measure.ts";

/** Checking and compiling, from a small pipeline to one of ten thousand Stages. */
export async function pipelines(): Promise<void> {
  const few = chain(20);
  const many = chain(200);
  const small = await median("check + compile, 20 Stages", 15, () => void compile(few, defaultSettings));
  const large = await median("check + compile, 200 Stages", 15, () => void compile(many, defaultSettings));
  ratio("200 Stages cost this many times 20", large, small);
  const checked = await median("check alone, 200 Stages", 15, () => void check(many, defaultSettings));
  ratio("share of the check", checked, large);

  const thousand = await stages(1_000, 9);
  const tenThousand = await stages(10_000, 5);
  ratio("10,000 Stages cost this many times 1,000", tenThousand, thousand, 11);
}

async function stages(count: number, runs: number): Promise<number> {
  const program = path.join(import.meta.dirname, "stages.ts");
  const { code, output } = await run("node", [program, String(count), String(runs)], { quiet: true });
  if (code !== 0) throw new Error(`${count} Stages: node ended with ${code}:\n${output}`);
  const { seconds, megabytes } = JSON.parse(output) as { seconds: number[]; megabytes: number };
  line(
    `check + compile, ${count.toLocaleString("en-US")} Stages`,
    middle(seconds),
    `, ${megabytes.toFixed(0)} MB held at most`,
  );
  return middle(seconds);
}
