import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gitClone } from "../../../promotion/steps/git-clone.ts";
import { contextOn, type Ground, ground, outcome, plainGit, read, repoURL, type Tree } from "../git-support.ts";

// pkg/promotion/runner/builtin/git_cloner.go, git_cloner_test.go and pkg/controller/git of akuity/kargo v1.11.2; where
// a row follows something else, it says so.
type Config = Parameters<typeof gitClone.run>[1];
const seed: Tree = { "a/b/file": "1\n", "c/file": "2\n", top: "3\n" };

function seeded(): { on: Ground; first: string; second: string } {
  const on = ground();
  const first = on.push("main", seed, "First");
  on.git("tag", "v1", "main");
  const second = on.push("main", { top: "4\n" }, "Second");
  on.push("feature/x", { x: "x\n" });
  return { on, first, second };
}
const after: Tree = { ...seed, top: "4\n" };

describe("what is checked out", () => {
  test.each<[string, Config["checkout"], Tree, (ids: { first: string; second: string }) => object]>([
    [
      "a branch",
      [{ path: "src", branch: "main" }],
      { "src/a/b/file": "1\n", "src/c/file": "2\n", "src/top": "4\n" },
      ({ second }) => ({ src: second }),
    ],
    [
      "a branch with a slash",
      [{ path: "./x", branch: "feature/x" }],
      { "x/x": "x\n" },
      () => ({ "./x": expect.stringMatching(/^[0-9a-f]{40}$/) }),
    ],
    [
      "a tag",
      [{ path: "src", tag: "v1" }],
      { "src/a/b/file": "1\n", "src/c/file": "2\n", "src/top": "3\n" },
      ({ first }) => ({ src: first }),
    ],
    [
      "several, each at its path, under its alias",
      [
        { path: "one", branch: "main", as: "first" },
        { path: "two/deep", tag: "v1", sparse: ["a/b"] },
      ],
      {
        "one/a/b/file": "1\n",
        "one/c/file": "2\n",
        "one/top": "4\n",
        "two/deep/a/b/file": "1\n",
        "two/deep/top": "3\n",
      },
      ({ first, second }) => ({ first: second, "two/deep": first }),
    ],
    // docs/docs/50-user-guide/60-reference-docs/30-promotion-steps/git-clone.md: cone mode keeps the files at the top
    [
      "some folders",
      [{ path: "src", branch: "main", sparse: ["c"] }],
      { "src/c/file": "2\n", "src/top": "4\n" },
      ({ second }) => ({ src: second }),
    ],
    [
      "outside the work folder: not there, but below it",
      [{ path: "../../src", tag: "v1", sparse: ["c"] }],
      { "src/c/file": "2\n", "src/top": "3\n" },
      ({ first }) => ({ "../../src": first }),
    ],
  ])("%s", async (_, checkout, tree, commits) => {
    const { on, ...ids } = seeded();
    expect(await outcome(gitClone, contextOn(on), { repoURL, checkout })).toEqual({
      status: "Succeeded",
      output: { commits: commits(ids) },
    });
    expect(read(on.workDir)).toEqual(tree);
  });

  test("a commit", async () => {
    const { on, first } = seeded();
    const result = await outcome(gitClone, contextOn(on), { repoURL, checkout: [{ path: "src", commit: first }] });
    expect(result).toEqual({ status: "Succeeded", output: { commits: { src: first } } });
    expect(read(join(on.workDir, "src"))).toEqual(seed);
    expect(plainGit(join(on.workDir, "src"), "branch", "--show-current")).toBe("");
  });

  test("a clone without blobs fetches those it checks out", async () => {
    const { on } = seeded();
    on.git("config", "uploadpack.allowFilter", "true");
    const checkout = [{ path: "src", branch: "main" }];
    const result = await outcome(gitClone, contextOn(on), { repoURL, blobless: true, checkout });
    expect(result).toMatchObject({ status: "Succeeded" });
    expect(read(join(on.workDir, "src"))).toEqual(after);
  });
});

describe("a branch that isn't there", () => {
  test("is made at the remote too, with one empty commit by the step's author", async () => {
    const { on } = seeded();
    const author = { name: "Bot", email: "bot@acme.io" };
    const checkout = [{ path: "out", branch: "stage/dev", create: true }];
    const result = await outcome(gitClone, contextOn(on), { repoURL, author, checkout });
    const id = on.git("rev-parse", "stage/dev");
    expect(result).toEqual({ status: "Succeeded", output: { commits: { out: id } } });
    expect(readdirSync(join(on.workDir, "out"))).toEqual([".git"]);
    expect(on.git("log", "--format=%an <%ae>|%cn <%ce>|%s|%P", "stage/dev")).toBe(
      "Bot <bot@acme.io>|Bot <bot@acme.io>|Initial commit|",
    );
    expect(on.branch("stage/dev")).toEqual({});
    expect(plainGit(join(on.workDir, "out"), "branch", "--show-current")).toBe("stage/dev");
  });

  test("one that is there is left as it is", async () => {
    const { on, second } = seeded();
    const checkout = [{ path: "out", branch: "main", create: true }];
    expect(await outcome(gitClone, contextOn(on), { repoURL, checkout })).toMatchObject({
      output: { commits: { out: second } },
    });
  });

  test("is an error without create", async () => {
    const { on } = seeded();
    expect(await outcome(gitClone, contextOn(on), { repoURL, checkout: [{ path: "out", branch: "nope" }] })).toBe(
      `Error: error ensuring existence of remote branch nope: remote branch "nope" of repo ${repoURL} does not exist; set create=true if you'd like a non-existent remote branch to be automatically created at checkout`,
    );
    expect(on.git("branch", "--list", "nope")).toBe("");
  });
});

describe("errors", () => {
  const at = "error adding work tree out to repo https://git.example/acme/app.git";
  test.each<[string, Partial<Config>, string | RegExp]>([
    [
      "two checkouts of an alias",
      {
        checkout: [
          { path: "a", as: "x" },
          { path: "b", as: "x" },
        ],
      },
      'TerminalError: duplicate checkout alias "x" at checkout[1]',
    ],
    [
      "submodules",
      { recurseSubmodules: true },
      "TerminalError: recurseSubmodules is not carried out here: submodules of a repository are never fetched",
    ],
    [
      "no such tag",
      { checkout: [{ path: "out", tag: "v9" }] },
      /^Error: error adding work tree out .*fatal: invalid reference: v9/s,
    ],
    [
      "nothing named",
      { checkout: [{ path: "out" }] },
      /^Error: error adding work tree out .*fatal: invalid reference: /s,
    ],
    [
      "an option for a commit",
      { checkout: [{ path: "out", commit: "--detach" }] },
      /^Error: error adding work tree out .*fatal: invalid reference: --detach/s,
    ],
    [
      "a branch twice",
      {
        checkout: [
          { path: "a", branch: "main" },
          { path: "out", branch: "main" },
        ],
      },
      /^Error: error adding work tree out .*already checked out at/s,
    ],
    ["the work folder itself", { checkout: [{ path: ".", branch: "main" }] }, /fatal: '.' already exists$/],
    [
      "an absolute sparse path",
      { checkout: [{ path: "out", tag: "v1", sparse: ["/a"] }] },
      `Error: ${at}: sparse checkout pattern must be relative: /a`,
    ],
    [
      "a sparse path that leads out",
      { checkout: [{ path: "out", tag: "v1", sparse: ["../a"] }] },
      `Error: ${at}: sparse checkout pattern cannot escape repository: ../a`,
    ],
    [
      "a sparse pattern",
      { checkout: [{ path: "out", tag: "v1", sparse: ["a/*"] }] },
      /^Error: .*sparse checkout pattern cannot contain glob characters \(\*, \?, \[\): a\/\*; use directory paths like 'src\/app' instead$/,
    ],
  ])("%s", async (_, config, message) => {
    const { on } = seeded();
    const result = await outcome(gitClone, contextOn(on), {
      repoURL,
      checkout: [{ path: "out", branch: "main" }],
      ...config,
    });
    if (typeof message === "string") expect(result).toBe(message);
    else expect(result).toMatch(message);
  });

  test("a repository that isn't there is told by the name the user gave it", async () => {
    const { on } = seeded();
    const gone = { gitRemote: async () => ({ url: `${on.folder}/gone.git` }) };
    expect(
      await outcome(gitClone, contextOn(on, {}, gone), { repoURL, checkout: [{ path: "out", branch: "main" }] }),
    ).toBe(
      `Error: error cloning ${repoURL}: error cloning repo "${repoURL}": fatal: repository '${repoURL}' does not exist`,
    );
  });

  test("a remote that git would run a program for is refused", async () => {
    const { on } = seeded();
    const mark = join(on.folder, "ran");
    const evil = { gitRemote: async () => ({ url: `ext::sh -c touch% ${mark}` }) };
    const result = await outcome(gitClone, contextOn(on, {}, evil), {
      repoURL,
      checkout: [{ path: "out", branch: "main" }],
    });
    expect(result).toContain("transport 'ext' not allowed");
    expect(existsSync(mark)).toBe(false);
  });
});

describe("where things lie and what is kept", () => {
  test("the clone lies beside the work folder, where no step's path leads, readable for its owner only", async () => {
    const { on } = seeded();
    await outcome(gitClone, contextOn(on), { repoURL, checkout: [{ path: "src", branch: "main" }] });
    expect(readdirSync(on.workDir)).toEqual(["src"]);
    const beside = readdirSync(join(on.workDir, "../git"));
    expect(beside).toEqual(["home", expect.stringMatching(/^repo-/)]);
    for (const name of beside) expect(statSync(join(on.workDir, "../git", name)).mode & 0o077).toBe(0);
  });

  test("credentials are in no file", async () => {
    const { on } = seeded();
    const credentials = { username: "robot", password: "s3cr3t-pass" };
    const withPassword = { gitRemote: async () => ({ url: on.remote, credentials }) };
    await outcome(gitClone, contextOn(on, {}, withPassword), { repoURL, checkout: [{ path: "src", branch: "main" }] });
    const files = readdirSync(join(on.folder, "run"), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const secrets = ["s3cr3t-pass", Buffer.from("robot:s3cr3t-pass").toString("base64")];
    const telling = files.filter((entry) => {
      const text = readFileSync(join(entry.parentPath, entry.name), "latin1");
      return secrets.some((secret) => text.includes(secret));
    });
    expect(files.length).toBeGreaterThan(5);
    expect(telling).toEqual([]);
  });
});
