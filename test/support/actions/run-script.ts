import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface ScriptPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workspace: string;
}

/** A script as GitHub's runner runs `shell: bash`: a file, `bash --noprofile --norc -eo pipefail`, and a file for outputs. */
export async function runScript(
  script: string,
  { cwd, env, workspace }: ScriptPlace,
): Promise<{ ok: boolean; output: string; outputs: Record<string, string> }> {
  const folder = mkdtempSync(join(workspace, ".runner", "step-"));
  const [file, outputFile, summary] = [join(folder, "script.sh"), join(folder, "output"), join(folder, "summary")];
  writeFileSync(file, script);
  for (const each of [outputFile, summary]) writeFileSync(each, "");
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", file], {
    cwd,
    env: { ...env, GITHUB_OUTPUT: outputFile, GITHUB_STEP_SUMMARY: summary },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 600_000,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (ended) => resolve(ended ?? 1));
  });
  const outputs = Object.fromEntries(
    readFileSync(outputFile, "utf8")
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  return { ok: code === 0, output: masked(output), outputs };
}

/** What a log shows: a value given to `::add-mask::` is replaced from there on, and the command itself isn't shown. */
function masked(output: string): string {
  const values: string[] = [];
  const lines = output.split("\n").flatMap((line) => {
    const [, value] = /^::add-mask::(.+)$/.exec(line) ?? [];
    if (value === undefined) return [values.reduce((text, each) => text.replaceAll(each, "***"), line)];
    values.push(value);
    return [];
  });
  return lines.join("\n");
}
