import { spawn } from "node:child_process";
import { constants } from "node:os";
import { noPulumi } from "../../engine/pulumi-cli.ts";
import type { Context } from "../context.ts";
import { ownEnvironment } from "../stacks/own-environment.ts";

/**
 * `npm run pulumi -- ARGS`: the installed Pulumi CLI, with a Node that can run the program first on its PATH. Signals
 * reach the CLI from the terminal by itself (a second SIGINT makes it give up); what only this process gets is passed on.
 *
 * @throws UserError when there is no `pulumi` on PATH
 */
export async function pulumi(context: Context): Promise<number> {
  const args = context.args[0] === "--" ? context.args.slice(1) : context.args;
  return new Promise((resolve, reject) => {
    // Before it starts: what it prints may bring a signal at once.
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
    const child = spawn("pulumi", args, { cwd: process.cwd(), env: ownEnvironment(), stdio: "inherit" });
    child.once("error", (error: NodeJS.ErrnoException) => reject(error.code === "ENOENT" ? noPulumi() : error));
    child.once("close", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
