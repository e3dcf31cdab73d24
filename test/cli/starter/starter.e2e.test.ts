import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lintWorkflows } from "../../../tools/workflow-lint/lint.ts";
import { root } from "../../support/command.ts";
import { testTools } from "../../support/tools.ts";
import { starterBench } from "./bench.ts";

const { folder, paths, run, origin, meddle, repository, start, message } = starterBench();

describe("a first commit", () => {
  test("is what runs: it checks, builds, compiles and passes the linters", async () => {
    const { url, git } = await repository("shop");
    const said = await run(start("shop", url, "--owner", "@acme/platform"));
    expect(said.at(-2)).toMatch(new RegExp(`^\n20 files are commit [0-9a-f]{12} on main of ${url}$`));
    expect(git("rev-list", "--count", "--all")).toBe("1");
    expect(git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");

    const clone = join(folder, "shop");
    execFileSync("git", ["clone", "--quiet", join(paths.git, "acme/shop.git"), clone]);
    // the package as npm would install it, as far as a definition needs it
    mkdirSync(join(clone, "node_modules/slipway"), { recursive: true });
    writeFileSync(
      join(clone, "node_modules/slipway/package.json"),
      JSON.stringify({ name: "slipway", type: "module", exports: { "./definition": "./definition.ts" } }),
    );
    symlinkSync(join(root, "model/definition.ts"), join(clone, "node_modules/slipway/definition.ts"));
    const slipway = (...args: string[]) =>
      execFileSync(process.execPath, [join(root, "cli/slipway.ts"), ...args], { cwd: clone, encoding: "utf8" });
    slipway("render", "shop", "--out", join(folder, "rendered"));
    const rendered = readdirSync(join(folder, "rendered"));
    for (const stack of ["delivery", "dev", "staging", "prod"]) expect(rendered).toContain(`${stack}.yaml`);
    expect(slipway("check", join(folder, "rendered"))).toContain("0 errors");
    const kustomize = await testTools().get("kustomize");
    for (const environment of ["dev", "staging", "prod"]) {
      const built = execFileSync(kustomize, ["build", join(clone, "apps/shop/k8s", environment)], { encoding: "utf8" });
      expect(built).toContain(`environment: ${environment}\n`);
    }
    const linted = await lintWorkflows(
      [".github/workflows/cd.yaml", ".github/workflows/preview.yaml", ".github/dependabot.yml"],
      { cwd: clone },
    );
    expect(linted).toMatchObject({ code: 0 });
  });

  test("of an app's code holds what Git tracks of it, modes and all", async () => {
    const { url, git } = await repository("goserver");
    await run(start("goserver", url, "--from", join(root, "apps/goserver"), "--no-pipeline"));
    const tracked = execFileSync("git", ["ls-files"], { cwd: join(root, "apps/goserver"), encoding: "utf8" })
      .trim()
      .split("\n");
    const pushed = git("ls-tree", "-r", "--name-only", "main").split("\n");
    expect(tracked.filter((file) => file !== "pipeline.ts" && !pushed.includes(file))).toEqual([]);
    expect(git("show", "main:handler.go")).toBe(readFileSync(join(root, "apps/goserver/handler.go"), "utf8").trim());
  });
});

describe("a repository that isn't empty", () => {
  test("is refused and left as it is, with what is there", async () => {
    const { url, git } = await repository("taken");
    const tree = execFileSync("git", ["--git-dir", join(paths.git, "acme/taken.git"), "mktree"], {
      input: `100644 blob ${git("hash-object", "-w", join(root, "LICENSE"))}\tREADME.md\n`,
      encoding: "utf8",
    }).trim();
    const commit = git("-c", "user.name=t", "-c", "user.email=t@x", "commit-tree", tree, "-m", "theirs");
    git("update-ref", "refs/heads/main", commit);
    git("update-ref", "refs/tags/v1", commit);
    expect(await message(start("taken", url))).toBe(
      `${url} isn't empty, and nothing was pushed. It has main, v1; in main: README.md. A starter is the first commit of a repository that was made without README, licence and .gitignore. Make one like that, or write the files into a clone of this one: slipway new, then slipway workflow`,
    );
    expect(git("rev-parse", "main")).toBe(commit);
  });

  test("but has these very files is left as it is, and that is no error", async () => {
    const { url, git } = await repository("twice");
    await run(start("twice", url));
    const commit = git("rev-parse", "main");
    expect((await run(start("twice", url))).join("\n")).toContain(
      `${url} has these 19 files already, as commit ${commit.slice(0, 12)} on main; nothing was pushed`,
    );
    expect(git("rev-parse", "main")).toBe(commit);
    expect(await message(start("twice", url, "--port", "9000"))).toContain(
      "isn't empty, and nothing was pushed. It has main; in main: .github, .gitignore, Pulumi.yaml",
    );
  });

  test("is never overwritten when somebody is first by a moment", async () => {
    const { url, git } = await repository("race");
    const empty = execFileSync("git", ["--git-dir", join(paths.git, "acme/race.git"), "mktree"], {
      input: "",
      encoding: "utf8",
    }).trim();
    const theirs = git("-c", "user.name=t", "-c", "user.email=t@x", "commit-tree", empty, "-m", "theirs");
    meddle((_, __, pass) => {
      git("update-ref", "refs/heads/main", theirs);
      pass();
      return true;
    });
    expect(await message(start("race", url))).toMatch(
      /^could not write to http.*\. (Somebody pushed meanwhile\. Nothing was overwritten|Nothing of it is half done: the same command can be run again)$/s,
    );
    expect(git("rev-parse", "main")).toBe(theirs);
  });
});

describe("a push that is interrupted", () => {
  test("leaves the repository empty, and the same command works afterwards", async () => {
    const { url, git } = await repository("cut");
    const stop = new AbortController();
    meddle(() => {
      stop.abort(new Error("stopped by SIGINT"));
      return true;
    });
    expect(await message(start("cut", url), stop.signal)).toBe("stopped by SIGINT");
    expect(git("for-each-ref")).toBe("");
    meddle(() => false);
    expect((await run(start("cut", url))).join("\n")).toContain("19 files are commit");
    expect(
      readdirSync(tmpdir()).filter(
        (name) =>
          name.startsWith("slipway-starter-") &&
          !name.startsWith("slipway-starter-e2e") &&
          !name.startsWith("slipway-starter-test") &&
          existsSync(join(tmpdir(), name, "tree/apps/cut")),
      ),
    ).toEqual([]);
  });

  test("after it arrived, with its answer lost, is done", async () => {
    const { url, git } = await repository("lost");
    meddle((incoming, response, pass) => {
      response.write = () => {
        incoming.socket.destroy();
        return true;
      };
      pass();
      return true;
    });
    expect((await run(start("lost", url))).join("\n")).toContain(
      `19 files are commit ${git("rev-parse", "main").slice(0, 12)} on main`,
    );
  });
});

test("a repository that isn't there is told so, and that a starter makes none", async () => {
  const text = await message(start("none", `${origin()}/acme/none.git`));
  expect(text).toContain(
    `There is no such repository, or it can't be seen: the login of SLIPWAY_GIT_TOKEN. A starter doesn't make repositories: slipway up source does, or gh repo create.`,
  );
});

test("files with what looks like a token are not pushed, and not shown", async () => {
  const app = join(folder, "leaky");
  mkdirSync(app);
  writeFileSync(join(app, "settings.go"), `package main\nconst t = "ghp_${"Canary".repeat(6)}"\n`);
  const { url, git } = await repository("leaky");
  expect(await message(start("leaky", url, "--from", app))).toBe(
    "nothing was pushed: these files hold what looks like a secret:\n  apps/leaky/settings.go\nTake it out of them, and change it if it is one",
  );
  expect(git("for-each-ref")).toBe("");
});
