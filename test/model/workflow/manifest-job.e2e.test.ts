/**
 * The manifest job's own script, out of the workflow's YAML, against the sandbox's git server and with the real kustomize.
 * What isn't real: the build, whose digest is made up, and `sleep`, which doesn't.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { DeliverySettings } from "../../../model/workflow/delivery-settings.ts";
import { deliveryWorkflow } from "../../../model/workflow/delivery-workflow.ts";
import { findOnPath } from "../../../sandbox/environment.ts";
import { type Git, gitFor } from "../../../sandbox/seed/git.ts";
import { type GitHost, startGitHost } from "../../support/actions/git-host.ts";
import { type PushEvent, pushEvent } from "../../support/actions/push-event.ts";
import { type JobRecord, type ParsedWorkflow, runWorkflow } from "../../support/actions/run-workflow.ts";
import { checkout, nothing, programFolder } from "../../support/actions/stand-ins.ts";
import { type PushFilter, whyNot } from "../../support/actions/triggers.ts";
import { testTools } from "../../support/tools.ts";

const settings: DeliverySettings = {
  app: "shop",
  repository: "acme/shop",
  branch: "main",
  folder: ".",
  image: "docker.io/acme/shop",
  go: false,
  test: ["test -f main.txt"],
  platforms: ["linux/amd64"],
  emulate: false,
  paths: [],
  environment: "release",
  attest: false,
  manifests: { folder: "k8s/base", placeholder: "shop", protectedBranch: false, appToken: false },
};
const workflow = deliveryWorkflow(settings);
const filter = (parse(workflow) as ParsedWorkflow).on.push as PushFilter;
const token = "ghs_canary0123456789abcdefghijklmnopqrstu";
const bot = "github-actions[bot]";

const root = mkdtempSync(join(tmpdir(), "slipway-manifest-job-"));
let host: GitHost;
let tmp: string;
let git: Git;
let clone: string;
let path: string;
let cases = 0;

beforeAll(async () => {
  const kustomize = await testTools().get("kustomize");
  // Waiting proves nothing here: what would be waited for is done by then.
  const quick = join(root, "quick");
  mkdirSync(quick);
  writeFileSync(join(quick, "sleep"), "#!/bin/sh\n");
  chmodSync(join(quick, "sleep"), 0o755);
  const docker = join(import.meta.dirname, "../../support/actions/docker.ts");
  path = [programFolder(root, { kustomize, docker, sleep: join(quick, "sleep") }), process.env["PATH"]].join(":");
});

/** A repository with one commit, new for each test. */
beforeEach(async () => {
  await host?.[Symbol.asyncDispose]();
  cases += 1;
  const folder = join(root, String(cases));
  tmp = join(folder, "tmp");
  clone = join(folder, "clone");
  for (const each of [tmp, clone]) mkdirSync(each, { recursive: true });
  host = await startGitHost(folder, "acme/shop", token);
  git = gitFor(host.remote, { tmp });
  // As GitHub does: any commit may be fetched by its id.
  await git(host.folder, "config", "uploadpack.allowAnySHA1InWant", "true");
  await git(clone, "init", "--quiet", "--initial-branch=main");
  await git(clone, "remote", "add", "origin", host.remote.url);
  write("main.txt", "0");
  write("k8s/base/deployment.yaml", deployment);
  write("k8s/base/kustomization.yaml", "kind: Kustomization\nresources: [deployment.yaml]\n");
  await commit("Add the shop");
});

afterAll(async () => {
  await host[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
});

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec: {template: {spec: {containers: [{name: shop, image: shop}]}}}
`;

function write(file: string, text: string): void {
  mkdirSync(join(clone, file, ".."), { recursive: true });
  writeFileSync(join(clone, file), text);
}

/** A developer's commit, pushed; what GitHub tells of it. */
async function commit(message: string): Promise<string> {
  await git(clone, "add", "--all");
  await git(clone, "commit", "--quiet", "--cleanup=verbatim", `--message=${message}`);
  await git(clone, "push", "--quiet", "origin", "HEAD:refs/heads/main");
  return git(clone, "rev-parse", "HEAD");
}

async function pull(): Promise<void> {
  await git(clone, "pull", "--quiet", "--rebase", "origin", "main");
}

async function pushed(after: string, before = `${after}^`): Promise<PushEvent> {
  await git(clone, "fetch", "--quiet", "origin", "main");
  const range = { before: await git(clone, "rev-parse", before), after, ref: "refs/heads/main" };
  return pushEvent(git, clone, range, { repository: "acme/shop", url: host.url, token });
}

/** The workflow as it runs for a commit. */
async function run(after: string): Promise<Readonly<Record<string, JobRecord>>> {
  const { github } = await pushed(after);
  return runWorkflow(workflow, {
    tmp,
    github,
    vars: { release: { DOCKERHUB_USERNAME: "acme" } },
    secrets: { release: { DOCKERHUB_TOKEN: "unused" } },
    env: { PATH: path, HOME: tmp, LANG: "C.UTF-8", GIT_CONFIG_NOSYSTEM: "1", DOCKER_REGISTRY: "127.0.0.1:9" },
    actions: {
      "actions/checkout": checkout(host.remote, after, "main"),
      "docker/setup-buildx-action": nothing,
      "docker/login-action": nothing,
      "docker/build-push-action": async () => ({ digest: digestOf(after) }),
    },
  });
}

function digestOf(commit: string): string {
  return `sha256:${createHash("sha256").update(commit).digest("hex")}`;
}

const imageOf = (commit: string) => `docker.io/acme/shop:${commit}@${digestOf(commit)}`;

/** What a Stage would deploy of main as it is now. */
async function delivered(): Promise<string | undefined> {
  await pull();
  const kustomize = findOnPath("kustomize", path);
  const text = execFileSync(kustomize, ["build", join(clone, "k8s/base")], { encoding: "utf8" });
  return /image: (\S+)/.exec(text)?.[1];
}

const log = (format: string, ...rest: string[]) => git(clone, "log", `--format=${format}`, ...rest);

test("the new image is committed by digest, by the bot, and nothing else is changed", async () => {
  write("main.txt", "1");
  const mine = await commit("Say hello");
  const jobs = await run(mine);
  expect(Object.fromEntries(Object.entries(jobs).map(([name, { result }]) => [name, result]))).toEqual({
    test: "success",
    build: "success",
    manifests: "success",
    release: "skipped",
  });
  expect(await delivered()).toBe(imageOf(mine));
  expect(await log("%an <%ae>|%s", "-1")).toBe(
    `${bot} <${bot}@users.noreply.github.com>|Deliver shop ${mine.slice(0, 12)}`,
  );
  expect(await git(clone, "show", "--name-only", "--format=", "HEAD")).toBe("k8s/base/kustomization.yaml");
  expect(jobs["manifests"]?.steps.at(-1)).toMatchObject({ name: "Commit the image", how: "bash" });
});

test("the bot's own commit starts no workflow: not by its paths, and not by its message", async () => {
  write("main.txt", "1");
  const mine = await commit("Say hello");
  expect(whyNot(filter, await pushed(mine))).toBeUndefined();
  await run(mine);
  await pull();
  const answer = await pushed(await git(clone, "rev-parse", "HEAD"));
  expect(whyNot(filter, answer)).toBe("a message says [skip ci]");
  expect(whyNot(filter, { ...answer, messages: [] })).toBe("every path is ignored");
  expect(whyNot({ branches: ["main"] }, { ...answer, messages: [] })).toBeUndefined();
});

test("started again for the same commit, it adds nothing", async () => {
  write("main.txt", "1");
  const mine = await commit("Say hello");
  await run(mine);
  const jobs = await run(mine);
  expect(jobs["manifests"]?.steps.at(-1)?.output.trim()).toBe(`The manifests have ${imageOf(mine)} already.`);
  await pull();
  expect(await log("%s")).toBe(`Deliver shop ${mine.slice(0, 12)}\nSay hello\nAdd the shop`);
});

test("of two pushes at once the newer image stays, and nothing of either is lost", async () => {
  write("main.txt", "1");
  const first = await commit("First");
  write("other.txt", "2");
  const second = await commit("Second");
  const both = await Promise.all([run(first), run(second)]);
  expect(both.map(({ manifests }) => manifests?.result)).toEqual(["success", "success"]);
  expect(await delivered()).toBe(imageOf(second));
  const subjects = (await log("%s")).split("\n");
  expect(subjects.filter((each) => !each.startsWith("Deliver"))).toEqual(["Second", "First", "Add the shop"]);
  expect(readFileSync(join(clone, "main.txt"), "utf8")).toBe("1");
  expect(existsSync(join(clone, "other.txt"))).toBe(true);
});

test("a run that comes late leaves the newer commit's image alone", async () => {
  write("main.txt", "1");
  const first = await commit("First");
  write("main.txt", "2");
  const second = await commit("Second");
  await run(second);
  const jobs = await run(first);
  expect(jobs["manifests"]?.steps.at(-1)?.output.trim()).toBe(
    `The image of the newer commit ${second} is there: nothing to do for ${first}.`,
  );
  expect(await delivered()).toBe(imageOf(second));
});

/** A hook of the server that refuses pushes. @param script sh; refused when it fails */
function hook(script: string): void {
  const file = join(host.folder, "hooks", "pre-receive");
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

describe("a push that the server refuses", () => {
  test("is tried again, on what others have pushed meanwhile", async () => {
    write("main.txt", "1");
    const mine = await commit("Say hello");
    // Somebody's commit appears on the branch just as the bot pushes: twice.
    hook(`n=$(cat "${tmp}/refused" 2>/dev/null || echo 0)
[ "$n" -ge 2 ] && exit 0
echo $((n + 1)) > "${tmp}/refused"
unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
tree=$(git rev-parse 'main^{tree}')
new=$(GIT_AUTHOR_NAME=d GIT_AUTHOR_EMAIL=d@x GIT_COMMITTER_NAME=d GIT_COMMITTER_EMAIL=d@x git commit-tree "$tree" -p main -m "Other $n")
git update-ref refs/heads/main "$new"
exit 0`);
    const jobs = await run(mine);
    expect(jobs["manifests"]?.result).toBe("success");
    expect(jobs["manifests"]?.steps.at(-1)?.output).toContain("Attempt 2 of 5: the push was refused.");
    expect(await delivered()).toBe(imageOf(mine));
    expect(await log("%s")).toBe(
      [`Deliver shop ${mine.slice(0, 12)}`, "Other 1", "Other 0", "Say hello", "Add the shop"].join("\n"),
    );
  });

  test("for ever fails after five attempts with Git's words, and the branch is as it was", async () => {
    write("main.txt", "1");
    const mine = await commit("Say hello");
    hook("echo 'GH006: Protected branch update failed' >&2; exit 1");
    const { manifests } = await run(mine);
    expect(manifests?.result).toBe("failure");
    const output = manifests?.steps.at(-1)?.output ?? "";
    expect(output.match(/GH006: Protected branch update failed/g)).toHaveLength(5);
    expect(output.trimEnd().split("\n").at(-1)).toBe(
      "::error::The commit with the new image didn't get to main in 5 attempts; Git says why above. Start this job again once that is mended: it goes on where it stopped",
    );
    expect(await git(host.folder, "rev-parse", "main")).toBe(mine);
  });
});

test("a hostile commit message is text: nothing of it runs, and it can't say which image is there", async () => {
  const hostile = [
    `"; touch pwned; echo "$(touch pwned) \`touch pwned\` \${{ github.token }} '$TOKEN' \\`,
    "",
    `newTag: ${"f".repeat(40)}`,
    "EOF",
    "::set-output name=digest::sha256:0",
    "\u001b[31m${IFS}$(touch pwned)",
  ].join("\n");
  write("main.txt", "1");
  const mine = await commit(hostile);
  const jobs = await run(mine);
  expect(jobs["manifests"]?.result).toBe("success");
  expect(await delivered()).toBe(imageOf(mine));
  expect(await log("%B", "-1")).toBe(
    [`Deliver shop ${mine.slice(0, 12)}`, "", imageOf(mine), `> ${hostile.split("\n")[0]}`, "", "[skip ci]"].join("\n"),
  );
  const everywhere = readdirSync(tmp, { recursive: true }).map(String);
  expect(everywhere.filter((file) => file.endsWith("pwned"))).toEqual([]);
});

test("the token is in no output, no commit and no file of the workspace", async () => {
  write("main.txt", "1");
  const mine = await commit("Say hello");
  const jobs = await run(mine);
  await pull();
  const login = Buffer.from(`x-access-token:${token}`).toString("base64");
  const outputs = Object.values(jobs).flatMap(({ steps }) => steps.map(({ output }) => output));
  const texts = [
    ...outputs,
    await log("%an %ae %B"),
    ...readdirSync(tmp, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1")),
  ];
  expect(texts.filter((text) => text.includes(token) || text.includes(login))).toEqual([]);
});
