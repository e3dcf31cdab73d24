/**
 * The rule this file protects: a push runs the delivery workflow's own steps, and the image they make reaches prod. The
 * steps come out of the YAML that was pushed. GitHub's runner, Docker and the registry's login have stand-ins
 * (test/support/actions); the scripts, the tests, git, the registry, Kargo and Argo CD are what they are in the sandbox.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { Context } from "../../cli/context.ts";
import { toProd } from "../../cli/sandbox/acts.ts";
import { bringUp, type RunningSandbox } from "../../cli/sandbox/bring-up.ts";
import { promoteFirst } from "../../cli/sandbox/first-promotion.ts";
import { kargoFollows } from "../../cli/sandbox/kargo-follows.ts";
import { silent } from "../../progress/progress.ts";
import type { GoProgram } from "../../sandbox/seed/build-image.ts";
import { type Git, gitFor } from "../../sandbox/seed/git.ts";
import { serverGo } from "../../sandbox/seed/server-go.ts";
import { readSandboxFile } from "../../sandbox/state.ts";
import { cacheFolder } from "../../sandbox/toolchain/cache.ts";
import { findGo } from "../../sandbox/toolchain/go.ts";
import { pushEvent } from "../support/actions/push-event.ts";
import { type JobRecord, type ParsedWorkflow, runWorkflow } from "../support/actions/run-workflow.ts";
import { buildPush, checkout, nothing, programFolder } from "../support/actions/stand-ins.ts";
import { type PushFilter, whyNot } from "../support/actions/triggers.ts";
import { root, slipway } from "../support/command.ts";

const folder = mkdtempSync(join(tmpdir(), "slipway-workflow-"));
const [state, clone, tmp] = ["state", "clone", "tmp"].map((name) => join(folder, name)) as [string, string, string];
const context = new Context([], silent, new AbortController().signal);
/** Go's library is compiled once more for the race detector, in a cache that the sandbox keeps; in milliseconds. */
const raceBound = 900_000;
let sandbox: RunningSandbox;
let go: GoProgram;
let git: Git;

beforeAll(async () => {
  const { code, output } = await slipway("sandbox", "up", "--state", state).ended;
  expect(code, output).toBe(0);
  sandbox = await bringUp(context, state);
  await promoteFirst(context, sandbox);
  const found = await findGo(process.env);
  if (found === undefined) throw new Error("go is missing");
  go = await serverGo(found, cacheFolder(process.env), process.env);
  for (const each of [clone, tmp]) mkdirSync(each);
  git = gitFor(sandbox.source.remote, { tmp });
  await git(clone, "clone", "--quiet", sandbox.source.remote.url, ".");
  // As GitHub does: any commit may be fetched by its id.
  await git(join(state, "git", "acme/goserver.git"), "config", "uploadpack.allowAnySHA1InWant", "true");
});

afterAll(async () => {
  await slipway("sandbox", "down", "--state", state).ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function push(files: Readonly<Record<string, string>>, message: string): Promise<string> {
  for (const [file, text] of Object.entries(files)) writeFileSync(join(clone, "apps/goserver", file), text);
  await git(clone, "commit", "--quiet", "--all", "--cleanup=verbatim", `--message=${message}`);
  await git(clone, "push", "--quiet", "origin", "HEAD:refs/heads/main");
  return git(clone, "rev-parse", "HEAD");
}

/** What GitHub does with a push: the pushed commit's own workflow, if its `on` wants this push. */
async function onPush(ref: string, before: string, after: string): Promise<Readonly<Record<string, JobRecord>>> {
  const text = readFileSync(join(clone, ".github/workflows/cd.yaml"), "utf8");
  const { registry, git: server } = sandbox.file;
  const place = { repository: "acme/goserver", url: server.url, token: "" };
  const event = await pushEvent(git, clone, { before, after, ref }, place);
  expect(whyNot((parse(text) as ParsedWorkflow).on.push as PushFilter, event)).toBeUndefined();
  const programs = programFolder(mkdtempSync(join(tmp, "run-")), {
    docker: join(root, "test/support/actions/docker.ts"),
  });
  // The race detector needs cgo, which the sandbox's own builds do without.
  const goEnv = { ...go.env, CGO_ENABLED: "1" };
  return runWorkflow(text, {
    tmp,
    github: event.github,
    vars: { release: { DOCKERHUB_USERNAME: "acme" } },
    secrets: { release: { DOCKERHUB_TOKEN: "the registry lets everybody in" } },
    env: {
      ...goEnv,
      PATH: [programs, dirname(go.binary), process.env["PATH"]].join(delimiter),
      DOCKER_REGISTRY: registry,
    },
    actions: {
      "actions/checkout": checkout(sandbox.source.remote, after, "main"),
      "actions/setup-go": nothing,
      "docker/setup-buildx-action": nothing,
      "docker/login-action": nothing,
      "docker/build-push-action": buildPush({ registry, go, tmp }),
      "actions/attest": nothing,
    },
  });
}

const how = (job: JobRecord | undefined) => job?.steps.map(({ name, how, ok }) => `${how} ${ok ? "✓" : "✗"} ${name}`);

async function digestIn(tag: string): Promise<string | undefined> {
  const headers = { accept: "application/vnd.oci.image.manifest.v1+json" };
  const url = `http://${sandbox.file.registry}/v2/acme/goserver/manifests/${tag}`;
  const answer = await fetch(url, { method: "HEAD", headers });
  return answer.headers.get("docker-content-digest") ?? undefined;
}

test("the repository in the sandbox has the sample's workflow", () => {
  const file = ".github/workflows/cd.yaml";
  expect(readFileSync(join(clone, file), "utf8")).toBe(readFileSync(join(root, file), "utf8"));
});

test("red tests stop everything: no image, and nothing for Kargo to find", { timeout: raceBound }, async () => {
  const before = await git(clone, "rev-parse", "HEAD");
  const bad = await push({ "greeting.txt": "\n" }, "Say nothing");
  const { test, build, release } = await onPush("refs/heads/main", before, bad);
  expect(how(test)).toEqual([
    "stand-in ✓ Check out",
    "stand-in ✓ Set up Go",
    "bash ✓ Vet",
    "bash ✗ Test with the race detector",
  ]);
  expect([build?.result, release?.result]).toEqual(["skipped", "skipped"]);
  expect(await digestIn(bad)).toBeUndefined();
});

let delivered = "";

test("a push runs the workflow's own steps, and their image reaches prod", { timeout: raceBound }, async () => {
  const before = await git(clone, "rev-parse", "HEAD");
  const hostile = `Say hello again"; touch pwned $(touch pwned) \`touch pwned\` \${{ github.token }}\n\nVERSION=9.9.9`;
  const commit = await push({ "greeting.txt": "Hello from goserver\n", VERSION: "0.2.0\n" }, hostile);
  const { test, build, release } = await onPush("refs/heads/main", before, commit);
  expect(how(test), test?.steps.at(-1)?.output).toEqual([
    "stand-in ✓ Check out",
    "stand-in ✓ Set up Go",
    "bash ✓ Vet",
    "bash ✓ Test with the race detector",
  ]);
  expect(how(build)).toEqual([
    "stand-in ✓ Check out",
    "bash ✓ Tell the commit",
    "stand-in ✓ Set up Buildx",
    "stand-in ✓ Log in to the registry",
    "bash ✓ Look whether the image is there",
    "stand-in ✓ Build and push",
    "stand-in ✓ Attest where it comes from",
  ]);
  expect(release?.result).toBe("skipped");
  expect(build?.outputs).toEqual({ commit, digest: await digestIn(commit) });

  await kargoFollows(context, sandbox, commit);
  await toProd({ context, state, sandbox });
  const prod = readSandboxFile(state)?.services["goserver-prod/goserver"];
  const answer = await fetch(`${prod}/version`, { signal: AbortSignal.timeout(120_000) });
  expect(await answer.json()).toEqual({ version: "0.2.0", commit });
  delivered = commit;
});

test("the same run once more builds nothing: a tag never moves", async () => {
  const digest = await digestIn(delivered);
  const { build } = await onPush("refs/heads/main", `${delivered}^`, delivered);
  expect(how(build)?.slice(4, 6)).toEqual(["bash ✓ Look whether the image is there", "skipped ✓ Build and push"]);
  expect(build?.outputs).toEqual({ commit: delivered, digest });
});

test("a release's Git tag names the image that was delivered, and only with the version it tells", async () => {
  const wrong = await onPush("refs/tags/v0.3.0", `${delivered}^`, delivered);
  expect(wrong["release"]?.steps.at(-1)).toMatchObject({
    ok: false,
    output:
      "::error::The tag says 0.3.0 and the file VERSION says 0.2.0: the server would tell another version than its image\n",
  });
  const { test, build, release } = await onPush("refs/tags/v0.2.0", `${delivered}^`, delivered);
  expect([test?.result, build?.result, release?.result]).toEqual(["skipped", "skipped", "success"]);
  expect(await digestIn("0.2.0")).toBe(await digestIn(delivered));
});
