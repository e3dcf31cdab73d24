import { spawn } from "node:child_process";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root, slipway } from "../support/command.ts";

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
});

test.skipIf(process.platform !== "linux")("output that the disk doesn't take is no success", async () => {
  expect(await helped(openSync("/dev/full", "w"))).toEqual({
    code: 74,
    errors: "slipway: the output can't be written: ENOSPC: no space left on device, write\n",
  });
});

test("a folder for events that can't be made is named", async () => {
  expect(await slipway("preview", "--events", "/dev/null/events").ended).toEqual({
    ...{ code: 1, signal: null },
    output: '--events: got "/dev/null/events", where no folder can be made (ENOTDIR)\n',
  });
});

test("whoever ends slipway pulumi ends the CLI, and its code comes back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-own-cli-"));
  // The shell sleeps in pieces: one that waited for a child would leave it with the output held open.
  const script = "#!/bin/sh\ntrap 'echo ended; exit 3' TERM\necho began\nwhile :; do sleep 0.1; done\n";
  writeFileSync(join(folder, "pulumi"), script, { mode: 0o755 });
  try {
    const child = spawn(process.execPath, [join(root, "cli/slipway.ts"), "pulumi", "up"], {
      env: { PATH: [folder, dirname(process.execPath), "/usr/bin", "/bin"].join(":") },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      if (String(chunk).includes("began")) child.kill("SIGTERM");
    });
    const code = await new Promise((settle) => child.once("close", settle));
    expect({ code, ended: output.includes("ended") }).toEqual({ code: 3, ended: true });
  } finally {
    rmSync(folder, { recursive: true, maxRetries: 5 });
  }
});
