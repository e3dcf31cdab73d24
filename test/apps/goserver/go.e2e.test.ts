import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { GoProgram } from "../../../sandbox/seed/build-image.ts";
import { onPath } from "../../../sandbox/toolchain/environment.ts";
import { installedGo } from "../../sandbox/seed/support.ts";

const app = join(import.meta.dirname, "../../../apps/goserver");
let program: GoProgram;
beforeAll(async () => {
  program = await installedGo();
});

function go(args: readonly string[], env: Record<string, string> = {}): string {
  return execFileSync(program.binary, args, { cwd: app, env: { ...program.env, ...env }, encoding: "utf8" });
}

// The first race build compiles the standard library anew: 75 s on 2 idle cores, more beside other work.
describe("the server's own tests", { timeout: 900_000 }, () => {
  test("go vet has nothing to say", () => {
    expect(go(["vet", "./..."])).toBe("");
  });

  // The race detector is linked with a C compiler, which a user of the sandbox need not have.
  const race = onPath("gcc", process.env).length > 0;
  test(`go test passes${race ? " with the race detector" : ""}`, () => {
    const output = go(["test", ...(race ? ["-race"] : []), "./..."], race ? { CGO_ENABLED: "1" } : {});
    expect(output).toMatch(/^ok\s+github\.com\/acme\/goserver\/apps\/goserver\s/);
  });

  test("go.mod and go.sum are tidy", () => {
    expect(go(["mod", "tidy", "-diff"])).toBe("");
  });
});
