import { spawn } from "node:child_process";
import { constants } from "node:os";
import path from "node:path";
import { UserError } from "../../model/problem.ts";
import { versions } from "../../model/versions.ts";
import type { Context } from "../context.ts";

/**
 * `npm run pulumi -- ARGS`: the installed Pulumi CLI, with a Node that can run the program first on its PATH. Signals
 * reach the CLI from the terminal by itself; this process only waits for its answer.
 *
 * @throws UserError when there is no `pulumi` on PATH
 */
export async function pulumi(context: Context): Promise<number> {
  const nodeFolder = path.dirname(process.execPath);
  const env = { ...process.env, PATH: [nodeFolder, process.env.PATH].join(path.delimiter) };
  const args = context.args[0] === "--" ? context.args.slice(1) : context.args;
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", args, { cwd: process.cwd(), env, stdio: "inherit" });
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT"
          ? new UserError(
              `there is no pulumi on PATH. Install Pulumi ${versions.pulumi} or newer (https://www.pulumi.com/docs/iac/download-install/), or use npm run sandbox, which brings its own engine`,
            )
          : error,
      ),
    );
    child.once("close", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
