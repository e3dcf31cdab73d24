import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { report } from "../../../cli/commands/report.ts";
import { Context } from "../../../cli/context.ts";
import { UserError } from "../../../model/problem.ts";
import { ensureBareRepository } from "../../../sandbox/git-repositories.ts";
import { GiteaClient } from "../../../sandbox/pull-requests/client.ts";
import { prepareState } from "../../../sandbox/state.ts";
import { type GitServer, startGitServer } from "../../support/git-server.ts";

const events = join(import.meta.dirname, "events");
const folder = mkdtempSync(join(tmpdir(), "slipway-report-"));
const out = join(folder, "report.md");
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; said: string[] }> {
  const said: string[] = [];
  const progress = {
    step: () => ({ update() {}, done() {}, fail() {} }),
    note: (text: string) => said.push(text),
    close() {},
  };
  const code = await report(new Context(args, progress, new AbortController().signal));
  return { code, said };
}
const changed = ["delivery", "dev", "staging", "prod"].flatMap((stack) => [
  "--stack",
  `${stack}=${join(events, `changed-${stack}.jsonl`)}`,
]);

test("a change is written to a file, and is no failure", async () => {
  vi.stubEnv("GITHUB_EVENT_PATH", "").stubEnv("GITHUB_SHA", "");
  expect(await run(...changed, "--out", out)).toEqual({ code: 0, said: [`written: ${out}`] });
  expect(readFileSync(out, "utf8")).toMatch(/^<!-- slipway report preview -->\n\n## Preview: 13 resources to change\n/);
  vi.unstubAllEnvs();
});

test("with the app's definition the picture is whole, whatever was previewed", async () => {
  await run("--stack", `dev=${join(events, "changed-dev.jsonl")}`, "--app", "goserver", "--out", out);
  const text = readFileSync(out, "utf8");
  expect(text).toContain('s3["prod<br/>manual, pull request, protected"]');
  expect(text).toContain('["dev-us<br/>manual<br/>removed"]');
  expect(text).not.toContain("Only what the previewed stacks hold is drawn");
});

test.each([
  ["a refusal", ["--stack", `prod=${join(events, "refused.jsonl")}`], "can't be brought up like this: prod"],
  ["a program's error", ["--stack", `dev=${join(events, "failed-dev.jsonl")}`], "can't be brought up like this: dev"],
  [
    "a preview that wrote nothing",
    [...changed, "--stack", "eu=/nowhere/eu.jsonl"],
    "can't be brought up like this: eu",
  ],
])("%s is told and ends with 1", async (_, args, words) => {
  const { code, said } = await run(...args.map((each) => each), "--out", out);
  expect({ code, last: said.at(-1) }).toEqual({ code: 1, last: words });
});

test("a definition that is wrong is told in the report and ends with 1", async () => {
  expect((await run("--app", "gosrver", "--out", out)).code).toBe(1);
  expect(readFileSync(out, "utf8")).toContain("### Pipeline `gosrver`\n\n**It can't be drawn**:\n");
});

test("what slipway status wrote is told as what comes next", async () => {
  const status = join(folder, "status.json");
  const stage = {
    project: "goserver",
    stage: "prod",
    freight: [{ name: "abc", alias: "early-fox" }],
    next: [{ freight: "wishful-ant", available: true, missing: [] }],
    autoPromotion: { enabled: false, holds: [] },
  };
  writeFileSync(
    status,
    JSON.stringify({
      version: 1,
      cluster: "kind",
      server: "x",
      projects: [{ project: "goserver", stages: [stage], notes: [] }],
    }),
  );
  await run(...changed, "--status", status, "--out", out);
  expect(readFileSync(out, "utf8")).toContain("| `prod` | `early-fox` | `wishful-ant` | ready, waits for a person |\n");
});

test("a cluster that can't be asked is no failure of the change, and said", async () => {
  const { code } = await run(...changed, "--live", "--kubeconfig", join(folder, "none"), "--out", out);
  expect(code).toBe(0);
  expect(readFileSync(out, "utf8")).toMatch(
    /What would be promoted next is left out: the cluster can't be asked: `.*none.*`\.\n$/,
  );
});

test.each([
  [["prod.jsonl"], 'got "prod.jsonl"; name stacks with --stack NAME=EVENTS'],
  [["--stack", "prod"], '--stack: got "prod"; allowed NAME=FILE, as in --stack prod=prod.jsonl'],
  [["--stack", "a=/x", "--stack", "a=/y"], '--stack: "a" is named twice'],
  [["--stack", `a=${events}`], `--stack: ${events} is no file; an engine's event log is wanted`],
  [[], "name a stack's events, or an app"],
  [["--app", "a", "--key", "a b"], '--key: got "a b"; allowed are up to 40 of a-z, 0-9 and -'],
  [
    ["--app", "a", "--live", "--status", "x"],
    "--live asks a cluster, --status takes what one said before: give one of them",
  ],
  [
    ["--app", "a", "--status", join(events, "refused.jsonl")],
    `--status ${join(events, "refused.jsonl")}: it isn't JSON. It takes what slipway status --json writes`,
  ],
])("%j is refused", async (args, message) => {
  const error: unknown = await run(...args).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message.split("\nusage:")[0]).toBe(message);
});

describe("on the sandbox's git server", () => {
  const paths = prepareState(join(folder, "state"));
  let server: GitServer;
  let origin = "";

  beforeAll(async () => {
    server = await startGitServer(paths, { user: "slipway", password: "pw-of-the-sandbox" });
    origin = server.url;
    await ensureBareRepository(paths.root, "acme/shop");
    const git = (...args: string[]) =>
      execFileSync(
        "git",
        ["--git-dir", join(paths.git, "acme/shop.git"), "-c", "user.name=t", "-c", "user.email=t@x", ...args],
        { encoding: "utf8", input: "" },
      ).trim();
    const tree = git("mktree");
    for (const branch of ["main", "change"])
      git("update-ref", `refs/heads/${branch}`, git("commit-tree", tree, "-m", branch));
    const client = new GiteaClient(async () => ({ username: "slipway", password: "pw-of-the-sandbox" }));
    await client.open(`${origin}/acme/shop.git`, { head: "change", base: "main", title: "Change", description: "" });
    vi.stubEnv("SLIPWAY_REPORT_TOKEN", "pw-of-the-sandbox");
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.stop();
  });

  const posted = (number: string) => [
    "--post",
    "--host",
    "gitea",
    "--api",
    `${origin}/api/v1`,
    "--repo",
    "acme/shop",
    "--pull-request",
    number,
  ];

  test("one comment is made, and changed in place; a second key makes another", async () => {
    const url = `${origin}/acme/shop/pulls/1`;
    expect((await run(...changed, ...posted("1"))).said).toEqual([`comment created: ${url}`]);
    expect((await run(...changed, ...posted("1"))).said).toEqual([`comment unchanged: ${url}`]);
    const refused = await run("--stack", `bad=${join(events, "refused.jsonl")}`, ...posted("1"));
    expect(refused).toEqual({ code: 1, said: [`comment updated: ${url}`, "can't be brought up like this: bad"] });
    expect((await run("--app", "goserver", "--key", "picture", ...posted("1"))).said).toEqual([
      `comment created: ${url}`,
    ]);
    const answer = await fetch(`${origin}/api/v1/repos/acme/shop/issues/1/comments`, {
      headers: { authorization: "token pw-of-the-sandbox" },
    });
    const comments = (await answer.json()) as { body: string; user: { login: string } }[];
    expect(comments.map(({ body, user }) => `${user.login} ${body.split("\n")[0]}`)).toEqual([
      "slipway <!-- slipway report preview -->",
      "slipway <!-- slipway report picture -->",
    ]);
    expect(comments[0]?.body).toContain("**refused** by `g01-no-stage-skipping`");
  });

  test("a pull request that isn't there, and a token that isn't right", async () => {
    await expect(run(...changed, ...posted("9"))).rejects.toThrow(
      `there is no pull request 9 in acme/shop at ${origin}/api/v1, or the token in SLIPWAY_REPORT_TOKEN can't see it (404: no pull request 9). A Gitea token needs the scope write:issue, and its user the right to comment there`,
    );
    vi.stubEnv("SLIPWAY_REPORT_TOKEN", "wrong");
    await expect(run(...changed, ...posted("1"))).rejects.toThrow(
      `${origin}/api/v1 doesn't accept the token in SLIPWAY_REPORT_TOKEN (401: user name and password of the sandbox's git server are needed): it has expired, was revoked, or is another server's`,
    );
    vi.stubEnv("SLIPWAY_REPORT_TOKEN", "pw-of-the-sandbox");
  });
});
