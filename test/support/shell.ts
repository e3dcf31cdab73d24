import { spawn } from "node:child_process";

/** What a script came to. */
export interface ShellResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script as the provider of @pulumi/command does: by /bin/sh, or an interpreter's whole call; what it is to read comes on stdin. */
export function shell(
  script: string | readonly string[],
  { env, cwd, input }: { readonly env: NodeJS.ProcessEnv; readonly cwd?: string; readonly input: string },
): Promise<ShellResult> {
  return new Promise((resolve, reject) => {
    const [file = "", ...args] = callOf(script);
    const child = spawn(file, args, { env, cwd });
    const out = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => {
        out[name] += text;
      });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...out }));
    child.stdin.on("error", () => {}); // A script that ends early leaves it unread.
    child.stdin.end(input);
  });
}

export function callOf(script: string | readonly string[]): readonly string[] {
  return typeof script === "string" ? ["/bin/sh", "-c", script] : script;
}
