#!/usr/bin/env node
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { UserError } from "../model/problem.ts";
import { createProgress, isLive } from "../progress/reporter.ts";
import { cacheFolder, cacheFolders } from "../sandbox/toolchain/cache.ts";
import { commands, helpText } from "./commands.ts";
import { Context } from "./context.ts";
import { fileErrorInWords } from "./file-error.ts";

// A command loads its own part only when it runs: from the second time on in half the time. Whoever has no cache yet gets
// none for this, and Node makes folders without end where there can't be any, as below /proc.
const cache = cacheFolder(process.env);
if (existsSync(cache)) {
  const { compiled } = cacheFolders(cache);
  enableCompileCache(compiled);
  // Pulumi starts Node anew for each stack's program, plugin and pack.
  process.env["NODE_COMPILE_CACHE"] ??= compiled;
}

const [name = "help", ...args] = process.argv.slice(2);
const progress = createProgress(process.stdout, isLive(process.stdout, process.env));
const stop = new AbortController();
// The first Ctrl-C asks every part to end well; a second one, by a person who has waited enough, ends at once.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130);
    progress.note("stopping (once more to end at once)");
    stop.abort(new UserError(`stopped by ${signal}`));
  });
}

// Whoever read along (`| head`, a terminal that was closed) has gone: every part ends well, as after Ctrl-C.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (!stop.signal.aborted) stop.abort(new UserError(`the output can't be written: ${error.message}`));
  if (error.code === "EPIPE") return;
  process.stderr.write(`slipway: the output can't be written: ${error.message}\n`);
  process.once("exit", () => (process.exitCode = 74));
});
process.stderr.on("error", () => undefined);

try {
  const command = commands[name];
  if (command) process.exitCode = await command.run(new Context(args, progress, stop.signal));
  else {
    process.stdout.write(helpText());
    if (!["help", "--help", "-h"].includes(name)) {
      process.stderr.write(`\nslipway: unknown command ${JSON.stringify(name)}\n`);
      process.exitCode = 2;
    }
  }
} catch (error) {
  progress.close();
  const inWords = error instanceof UserError ? error.message : fileErrorInWords(error);
  if (stop.signal.aborted) {
    // How far a part has come, and what to do now; why it was stopped is known.
    if (error instanceof UserError && error !== stop.signal.reason) process.stderr.write(`${error.message}\n`);
    process.exitCode = 130;
  } else if (inWords !== undefined) {
    process.stderr.write(`${inWords}\n`);
    process.exitCode = 1;
  } else {
    process.stderr.write(
      `slipway: unexpected error, a defect of ours: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 70;
  }
} finally {
  progress.close();
}
