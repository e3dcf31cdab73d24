import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type GitRemote, gitFor, headOf } from "../../../sandbox/seed/git.ts";
import { seedRepository } from "../../../sandbox/seed/seed-repository.ts";
import { freePort } from "../../support/processes.ts";
import { bareRepository, git, start, temporaryFolder } from "./support.ts";

const root = temporaryFolder();
const tmp = join(root, "tmp");
mkdirSync(tmp);
mkdirSync(join(root, "acme"));
const clone = join(import.meta.dirname, "../../..");
const credentials = { user: "slipway", password: "hunter-2-secret" };
const bare = bareRepository(join(root, "acme"), "goserver").url;
let remote: GitRemote;

beforeAll(async () => {
  git(bare, "config", "http.receivepack", "true");
  const port = await freePort();
  const server = join(clone, "sandbox/git-server.ts");
  const env = { SLIPWAY_GIT_USER: credentials.user, SLIPWAY_GIT_PASSWORD: credentials.password };
  const url = `http://127.0.0.1:${port}`;
  await start(
    process.execPath,
    [server, "--root", root, "--pulls", `${root}-pulls`, "--port", String(port)],
    env,
    `${url}/healthz`,
  );
  remote = { url: `${url}/acme/goserver.git`, ...credentials };
});

test("a repository is seeded over http with basic auth", async () => {
  const seeded = await seedRepository({ remote, clone, app: "apps/goserver", tmp });
  expect(seeded).toEqual({ commit: git(bare, "rev-parse", "main"), changed: true });
  expect(await headOf(gitFor(remote, { tmp }), tmp, remote, "main")).toBe(seeded.commit);
});

test("a wrong password is git's refusal at once, without a prompt and without the password", async () => {
  const wrong = { ...remote, password: "not-the-password" };
  const refused = await headOf(gitFor(wrong, { tmp }), tmp, wrong, "main").catch((error: Error) => error);
  const message = refused instanceof Error ? refused.message : "";
  expect(message).toContain(`git ls-remote ${remote.url} refs/heads/main failed with exit code 128:`);
  expect(message).not.toContain("not-the-password");
  expect(message).not.toContain(Buffer.from("slipway:not-the-password").toString("base64"));
});

test("the credentials are not on git's command line, and the user's configuration doesn't count", async () => {
  writeFileSync(join(tmp, ".gitconfig"), "[user]\n\tsigningKey = theirs\n");
  const list = await gitFor(remote, { tmp })(
    tmp,
    "-c",
    "alias.show-args=!tr '\\0' ' ' </proc/$PPID/cmdline; echo; git config --list --show-scope",
    "show-args",
  );
  const encoded = Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64");
  const [commandLine, ...configuration] = list.split("\n");
  expect(commandLine).toContain("show-args");
  expect(commandLine).not.toContain(encoded);
  expect(configuration.filter((line) => !line.startsWith("command\t"))).toEqual([]);
  expect(configuration).toContain(`command\thttp.${remote.url}.extraheader=Authorization: Basic ${encoded}`);
});
