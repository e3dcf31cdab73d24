import { spawn } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../support/command.ts";

/** `slipway help` with its output led elsewhere; what it says on its standard error. */
function helped(stdout: "pipe" | number): Promise<{ code: number | null; errors: string }> {
  const child = spawn(process.execPath, [join(root, "cli/slipway.ts"), "help"], { stdio: ["ignore", stdout, "pipe"] });
  child.stdout?.destroy();
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk;
  });
  return new Promise((settle) => child.once("close", (code) => settle({ code, errors })));
}

test("whoever reads no further (| head) is shown no stack trace", async () => {
  expect(await helped("pipe")).toEqual({ code: 0, errors: "" });
}, 60_000);

test.skipIf(process.platform !== "linux")(
  "output that the disk doesn't take is no success",
  async () => {
    expect(await helped(openSync("/dev/full", "w"))).toEqual({
      code: 74,
      errors: "slipway: the output can't be written: ENOSPC: no space left on device, write\n",
    });
  },
  60_000,
);
