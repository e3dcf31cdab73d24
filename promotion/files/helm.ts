import type { StepContext } from "../step.ts";
import { type ProgramResult, runProgram } from "./run-program.ts";

/** Where and how Helm runs for one step. */
export interface HelmPlace {
  readonly context: StepContext;
  readonly scratch: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs Helm, with no plugin, no settings and no cluster.
 *
 * @param input what is asked for on standard input, such as a password
 * @throws Error with Helm's own words, the work folder left out of them
 */
export async function runHelm(
  { context, scratch, env = {} }: HelmPlace,
  args: readonly string[],
  input = "",
): Promise<ProgramResult> {
  const { workDir, outside, signal } = context;
  const program = await outside.programs.helm();
  const result = await runProgram({ program, args, cwd: workDir, scratch, env, input, signal });
  if (result.exitCode !== 0) throw new Error(said(result.stderr, workDir));
  return result;
}

function said(stderr: string, workDir: string): string {
  const lines = stderr.split("\n").filter((line) => !/^(WARNING|coalesce\.go|walk\.go|Use --debug)/.test(line));
  const text = lines
    .join("\n")
    .trim()
    .replace(/^Error: /, "");
  return text.replaceAll(`${workDir}/`, "").replaceAll(workDir, ".");
}
