import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { untilStopped } from "../../../cli/sandbox/until-stopped.ts";
import { root } from "../../support/command.ts";

test("a process that waits with nothing else to do stays until it is stopped", () => {
  // The timer that stops it doesn't keep the process alive, as a handler of signals doesn't.
  const program = `
    const { untilStopped } = await import(${JSON.stringify(join(root, "cli/sandbox/until-stopped.ts"))});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20).unref();
    await untilStopped(stop.signal);
    console.log("stopped");
  `;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "stopped\n", stderr: "" });
});

test("what was stopped before isn't waited for", async () => {
  await expect(untilStopped(AbortSignal.abort())).resolves.toBeUndefined();
});
