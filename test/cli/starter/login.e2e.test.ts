import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { starterBench, token } from "./bench.ts";

const { folder, run, meddle, repository, start, message } = starterBench();

describe("a login", () => {
  test("that is wrong is told by the variable's name, never by its value", async () => {
    const { url, git } = await repository("wrong");
    vi.stubEnv("SLIPWAY_GIT_TOKEN", "CanaryWrongToken");
    const text = await message(start("wrong", url));
    expect(text).toMatch(
      /^could not read http:\/\/127\.0\.0\.1:\d+\/acme\/wrong\.git: fatal: could not read Username for /,
    );
    expect(text).toContain(
      ". The host doesn't accept it: the login of SLIPWAY_GIT_TOKEN. Give a token in the environment (SLIPWAY_GIT_TOKEN or GITEA_TOKEN), or make git's credential helper know one",
    );
    expect(text).not.toContain("Canary");
    expect(git("for-each-ref")).toBe("");
  });

  test("is taken from git's credential helper where the environment has none", async () => {
    const { url } = await repository("helper");
    const config = join(folder, "gitconfig");
    writeFileSync(config, `[credential]\n\thelper = "!f() { echo username=slipway; echo password=${token}; }; f"\n`);
    vi.stubEnv("SLIPWAY_GIT_TOKEN", "").stubEnv("GITEA_TOKEN", "").stubEnv("GIT_CONFIG_GLOBAL", config);
    expect((await run(start("helper", url))).join("\n")).toContain("19 files are commit");
    vi.stubEnv("GIT_CONFIG_GLOBAL", "/dev/null");
    expect(await message(start("helper", url))).toContain("The host doesn't accept it: no login was given. ");
  });

  test("that may only read is told which permission it lacks", async () => {
    const { url } = await repository("reader");
    meddle((_, response) => {
      response.writeHead(403, { "content-type": "text/plain" }).end("Write access to repository not granted.\n");
      return true;
    });
    expect(await message(start("reader", url))).toMatch(
      /^could not write to .* It may not: the login of SLIPWAY_GIT_TOKEN needs "Contents: Read and write" on this repository$/s,
    );
  });

  test("stands in no process list and in nothing that was pushed", async () => {
    const { url, git } = await repository("canary");
    const seen: string[] = [];
    meddle((_, __, pass) => {
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        try {
          seen.push(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
        } catch {
          // It has ended.
        }
      }
      pass();
      return true;
    });
    const said = await run(start("canary", url));
    const basic = Buffer.from(`slipway:${token}`).toString("base64");
    expect(seen.some((line) => line.includes("git\0push"))).toBe(true);
    for (const secret of [token, basic]) {
      expect(seen.filter((line) => line.includes(secret))).toEqual([]);
      expect(said.join("\n")).not.toContain(secret);
      expect(git("archive", "main")).not.toContain(secret);
    }
  });
});
