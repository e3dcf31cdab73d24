import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { starter } from "../../../cli/commands/starter.ts";
import { Context } from "../../../cli/context.ts";
import { ensureBareRepository } from "../../../sandbox/git-repositories.ts";
import { prepareState } from "../../../sandbox/state.ts";
import { lintWorkflows } from "../../../tools/workflow-lint/lint.ts";
import { root } from "../../support/command.ts";
import { testTools } from "../../support/tools.ts";
import { startGitFront } from "./git-front.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-starter-e2e-"));
const paths = prepareState(join(folder, "state"));
const token = "CanaryPasswordOfTheGitServer";
let front: Awaited<ReturnType<typeof startGitFront>>;

beforeAll(async () => {
  front = await startGitFront(paths, { user: "slipway", password: token });
  for (const [name, value] of Object.entries({
    SLIPWAY_GIT_USER: "slipway",
    SLIPWAY_GIT_TOKEN: token,
    GIT_CONFIG_GLOBAL: "/dev/null",
  }))
    vi.stubEnv(name, value);
});

afterEach(() => {
  front.meddle = () => false;
  vi.stubEnv("SLIPWAY_GIT_TOKEN", token);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await front.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

async function repository(name: string): Promise<{ url: string; git: (...args: string[]) => string }> {
  const bare = await ensureBareRepository(paths.root, `acme/${name}`);
  const git = (...args: string[]) => execFileSync("git", ["--git-dir", bare, ...args], { encoding: "utf8" }).trim();
  return { url: `${front.origin}/acme/${name}.git`, git };
}

async function run(args: readonly string[], signal = new AbortController().signal): Promise<string[]> {
  const said: string[] = [];
  const progress = {
    step: () => ({ update() {}, done() {}, fail() {} }),
    note: (text: string) => said.push(text),
    close() {},
  };
  expect(await starter(new Context(args, progress, signal))).toBe(0);
  return said;
}
const start = (name: string, url: string, ...more: string[]) => [
  name,
  "--repo",
  url,
  "--git",
  `https://github.com/acme/${name}`,
  "--test",
  "make test",
  ...more,
];
const message = (args: string[], signal?: AbortSignal) =>
  run(args, signal).then(
    () => "it was pushed",
    (error: Error) => error.message,
  );

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
    front.meddle = (_, __, pass) => {
      git("update-ref", "refs/heads/main", theirs);
      pass();
      return true;
    };
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
    front.meddle = () => {
      stop.abort(new Error("stopped by SIGINT"));
      return true;
    };
    expect(await message(start("cut", url), stop.signal)).toBe("stopped by SIGINT");
    expect(git("for-each-ref")).toBe("");
    front.meddle = () => false;
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
    front.meddle = (incoming, response, pass) => {
      response.write = () => {
        incoming.socket.destroy();
        return true;
      };
      pass();
      return true;
    };
    expect((await run(start("lost", url))).join("\n")).toContain(
      `19 files are commit ${git("rev-parse", "main").slice(0, 12)} on main`,
    );
  });
});

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
    front.meddle = (_, response) => {
      response.writeHead(403, { "content-type": "text/plain" }).end("Write access to repository not granted.\n");
      return true;
    };
    expect(await message(start("reader", url))).toMatch(
      /^could not write to .* It may not: the login of SLIPWAY_GIT_TOKEN needs "Contents: Read and write" on this repository$/s,
    );
  });

  test("stands in no process list and in nothing that was pushed", async () => {
    const { url, git } = await repository("canary");
    const seen: string[] = [];
    front.meddle = (_, __, pass) => {
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        try {
          seen.push(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
        } catch {
          // It has ended.
        }
      }
      pass();
      return true;
    };
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

test("a repository that isn't there is told so, and that a starter makes none", async () => {
  const text = await message(start("none", `${front.origin}/acme/none.git`));
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
