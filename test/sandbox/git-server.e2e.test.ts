import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureBareRepository } from "../../sandbox/git-repositories.ts";
import { prepareState } from "../../sandbox/state.ts";
import { type GitServer, startGitServer } from "../support/git-server.ts";

// A real git on both sides: it is there wherever the sandbox is.
const folder = mkdtempSync(join(tmpdir(), "slipway-git-"));
const paths = prepareState(join(folder, "state"));
const home = join(folder, "home");
let server: GitServer;
let url: string;

beforeAll(async () => {
  mkdirSync(home);
  server = await startGitServer(paths, { user: "u", password: "p" });
  ({ url } = server);
  await ensureBareRepository(paths.root, "acme/goserver");
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

test("a Go client that lets a connection idle may still send over it: pull requests are opened by POST, which Go never repeats", async () => {
  const { headers } = await fetch(`${url}/healthz`);
  // Go gives an idle connection up after 90 s, Node would after 5.
  expect(headers.get("keep-alive")).toBe("timeout=120");
});

test("what was pushed is cloned again, also large files sent in chunks", async () => {
  const [first, second] = [join(folder, "first"), join(folder, "second")];
  const large = Buffer.alloc(3_000_000, "0123456789abcdef");
  for (let at = 0; at < large.length; at += 7) large[at] = (at * 31) % 251;
  await git(folder, "init", "--quiet", "--initial-branch=main", first);
  writeFileSync(join(first, "small.txt"), "small\n");
  writeFileSync(join(first, "large.bin"), large);
  await git(first, "add", ".");
  await git(first, "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "-m", "first");
  await git(first, "push", "--quiet", remote("u", "p"), "main");
  await git(folder, "clone", "--quiet", remote("u", "p"), second);
  expect(readFileSync(join(second, "small.txt"), "utf8")).toBe("small\n");
  expect(readFileSync(join(second, "large.bin")).equals(large)).toBe(true);
});

test("a wrong password and none are refused, for reading as for writing", async () => {
  for (const wrong of [remote("u", "wrong"), remote("x", "p"), `${url}/acme/goserver.git`]) {
    await expect(git(folder, "ls-remote", wrong)).rejects.toThrow(/Authentication failed|could not read Username/);
  }
  for (const service of ["git-upload-pack", "git-receive-pack"]) {
    const response = await fetch(`${url}/acme/goserver.git/info/refs?service=${service}`);
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([
      401,
      'Basic realm="slipway sandbox", charset="UTF-8"',
    ]);
  }
});

test("a repository that does not exist is not found, and nothing outside the folder is reached", async () => {
  const headers = { authorization: `Basic ${Buffer.from("u:p").toString("base64")}` };
  mkdirSync(join(paths.root, "outside.git"));
  writeFileSync(join(paths.root, "outside.git/HEAD"), "ref: refs/heads/main\n");
  const paths404 = ["acme/other.git", "..%2f/outside.git", "acme%2f..%2f../outside.git"];
  for (const path of paths404) {
    const response = await fetch(`${url}/${path}/info/refs?service=git-upload-pack`, { headers });
    expect(`${path} ${response.status}`).toBe(`${path} 404`);
  }
});

test("HEAD is answered like GET, without a body", async () => {
  const headers = { authorization: `Basic ${Buffer.from("u:p").toString("base64")}` };
  const target = `${url}/acme/goserver.git/info/refs?service=git-upload-pack`;
  const response = await fetch(target, { method: "HEAD", headers });
  expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
    200,
    "application/x-git-upload-pack-advertisement",
    "",
  ]);
});

test("a name that could leave the folder is no repository", async () => {
  for (const name of ["acme", "acme/..", "../x", "acme/x/y", "acme/x.git", "/acme/x"]) {
    await expect(ensureBareRepository(paths.root, name)).rejects.toThrow(
      `"${name}" is no repository name. Use <org>/<repo> of letters, digits, ".", "_" and "-"`,
    );
  }
});

function remote(user: string, password: string): string {
  const address = new URL(`${url}/acme/goserver.git`);
  address.username = user;
  address.password = password;
  return address.href;
}

function git(cwd: string, ...args: string[]) {
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
  return promisify(execFile)("git", args, { cwd, env });
}
