import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBareRepository } from "../../../sandbox/git-repositories.ts";
import { GiteaClient } from "../../../sandbox/pull-requests/client.ts";
import { prepareState } from "../../../sandbox/state.ts";
import { type GitServer, startGitServer } from "../../support/git-server.ts";

// The real server and a real git on both sides.
const folder = mkdtempSync(join(tmpdir(), "slipway-pulls-"));
const paths = prepareState(join(folder, "state"));
const work = join(folder, "work");
const client = new GiteaClient(async () => ({ username: "u", password: "p" }));
const login = { user: "u", password: "p" };
let server: GitServer;
let url: string;

beforeAll(async () => {
  server = await startGitServer(paths, login);
  url = `${server.url}/acme/shop.git`;
  await ensureBareRepository(paths.root, "acme/shop");
  execFileSync("git", ["init", "--quiet", "--initial-branch=stage/prod", work], { env: gitEnv() });
  commit("a.txt", "one");
  push("stage/prod");
  git("checkout", "--quiet", "-b", "promo/1");
  commit("a.txt", "two");
  push("promo/1");
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

function gitEnv() {
  const who = { GIT_AUTHOR_NAME: "t", GIT_AUTHOR_EMAIL: "t@x", GIT_COMMITTER_NAME: "t", GIT_COMMITTER_EMAIL: "t@x" };
  return { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", ...who };
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: work, env: gitEnv(), encoding: "utf8" }).trim();
}

function commit(file: string, content: string): void {
  writeFileSync(join(work, file), `${content}\n`);
  git("add", ".");
  git("commit", "--quiet", "-m", content);
}

function push(branch: string): void {
  git("push", "--quiet", "--force", url.replace("//", "//u:p@"), `HEAD:refs/heads/${branch}`);
}

const remoteHead = (branch: string) =>
  git("ls-remote", url.replace("//", "//u:p@"), `refs/heads/${branch}`).split("\t")[0];

test("one is opened, found, and not opened twice", async () => {
  const request = { head: "promo/1", base: "stage/prod", title: "Promote shop to prod", description: "why" };
  const opened = await client.open(url, request);
  expect(opened).toEqual({
    id: 1,
    url: `${server.url}/acme/shop/pulls/1`,
    open: true,
    merged: false,
    headSHA: git("rev-parse", "HEAD"),
  });
  expect(await client.find(url, "promo/1", "stage/prod")).toMatchObject({ id: 1, open: true });
  expect(await client.find(url, "promo/2", "stage/prod")).toBeUndefined();
  await expect(client.open(url, request)).rejects.toThrow("pull request already exists for these targets [id: 1]");
  await expect(client.open(url, { ...request, base: "main" })).rejects.toThrow("there is no branch main in acme/shop");
});

test("it outlives a server that is killed", async () => {
  await server.stop("SIGKILL");
  server = await startGitServer(paths, login, server.port);
  expect(await client.get(url, 1)).toMatchObject({ id: 1, open: true, merged: false });
});

test("its merge is a merge commit on the base, and is made once", async () => {
  const [base, head] = [remoteHead("stage/prod"), remoteHead("promo/1")];
  const merged = await client.merge(url, 1);
  expect(merged).toMatchObject({ open: false, merged: true, headSHA: head, mergeCommitSHA: remoteHead("stage/prod") });
  git("fetch", "--quiet", url.replace("//", "//u:p@"), "refs/heads/stage/prod");
  expect(git("log", "-1", "--format=%P%n%an%n%s", "FETCH_HEAD").split("\n")).toEqual([
    `${base} ${head}`,
    "u",
    "Merge pull request 'Promote shop to prod' (#1) from promo/1 into stage/prod",
  ]);
  expect(git("show", "FETCH_HEAD:a.txt")).toBe("two");
  await expect(client.merge(url, 1)).rejects.toThrow("pull request 1 is merged already");
});

test("one that conflicts isn't merged, and says so beforehand", async () => {
  git("checkout", "--quiet", "-b", "promo/2", "HEAD~1");
  commit("a.txt", "three");
  push("promo/2");
  const { id } = await client.open(url, { head: "promo/2", base: "stage/prod", title: "Other", description: "" });
  const answer = await fetch(`${server.url}/api/v1/repos/acme/shop/pulls/${id}`, {
    headers: { authorization: "token p" },
  });
  expect(await answer.json()).toMatchObject({ mergeable: false, merged: false, state: "open" });
  await expect(client.merge(url, id)).rejects.toThrow("promo/2 and stage/prod conflict");
});

test("one that a person closes is closed and not merged", async () => {
  await fetch(`${server.url}/api/v1/repos/acme/shop/pulls/2`, {
    method: "PATCH",
    headers: { authorization: "token p" },
    body: JSON.stringify({ state: "closed" }),
  });
  expect(await client.get(url, 2)).toMatchObject({ open: false, merged: false });
  expect((await client.list(url)).map(({ id }) => id)).toEqual([]);
});

test("nobody gets in without the password", async () => {
  const answer = await fetch(`${server.url}/api/v1/repos/acme/shop/pulls`, {
    headers: { authorization: "token x" },
  });
  expect(answer.status).toBe(401);
  expect(readFileSync(join(paths.pulls, "acme/shop.json"), "utf8")).not.toContain('"p"');
});
