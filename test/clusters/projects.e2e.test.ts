import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root } from "../../tools/run.ts";

const run = promisify(execFile);
const projects = ["doks", "eks"] as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-clusters-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// 117 and 225 MB of SDKs, and half a minute to a minute: by hand, not with every run. What they ask the clouds for is
// tested without them in settings.test.ts.
describe.skipIf(process.env["SLIPWAY_TEST_CLUSTERS"] !== "1")("the projects of clouds' clusters, installed", () => {
  test.each(projects)(
    "%s passes its own types and tests",
    async (project) => {
      cpSync(join(root, "clusters", project), folder, { recursive: true });
      await run("npm", ["ci", "--silent"], { cwd: folder, timeout: 600_000 });
      const { stdout } = await run("npm", ["test", "--silent"], { cwd: folder, timeout: 300_000 });
      expect(stdout).toMatch(/# pass 1|ℹ pass 1/);
      expect(stdout).toMatch(/# fail 0|ℹ fail 0/);
    },
    900_000,
  );
});

describe("the projects of clouds' clusters", () => {
  test.each(projects)(
    "%s is not installed inside Slipway's folder, where all stacks would want its plugins",
    async (project) => {
      const inside = join(folder, "clusters", project);
      mkdirSync(join(inside, "node_modules"), { recursive: true });
      cpSync(join(root, "clusters", project, "outside.js"), join(inside, "outside.js"));
      cpSync(join(root, "clusters", project, "package.json"), join(inside, "package.json"));
      writeFileSync(join(folder, "Pulumi.yaml"), "name: slipway\n");
      const refused = await run(process.execPath, ["outside.js"], { cwd: inside }).then(
        () => "taken",
        (error: { stderr: string }) => error.stderr,
      );
      expect(
        refused,
      ).toBe(`This project is installed outside Slipway's own folder, or all of Slipway's stacks want this cloud's plugin.
Copy it first: cp -r clusters/NAME ../NAME-cluster && cd ../NAME-cluster && npm ci
Nothing was kept here.
`);
      expect(existsSync(join(inside, "node_modules"))).toBe(false);
      // In a copy, or in a repository of one's own, it says nothing.
      writeFileSync(join(folder, "Pulumi.yaml"), "name: mine\n");
      expect(await run(process.execPath, ["outside.js"], { cwd: inside })).toEqual({ stdout: "", stderr: "" });
    },
  );
});
